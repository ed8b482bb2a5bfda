namespace Mesh.Core.Certificates.Reading;

/// <summary>What must not be shown.</summary>
internal static class PrivateKeys
{
    // The widths in which PEM is written: 64 by everyone, and whole lines of base64 by some.
    private const int Width = 64;

    /// <summary>The private keys of a PEM file, as one text and line by line.</summary>
    public static IEnumerable<string> In(PemFile file)
    {
        foreach (var block in file.Blocks.Where(block => block.IsPrivateKey))
        {
            var text = Convert.ToBase64String(block.Content);
            yield return text;
            for (var at = 0; at < text.Length; at += Width)
            {
                yield return text[at..Math.Min(text.Length, at + Width)];
            }
        }
    }
}
