using System.Text;
using Mesh.Core.Certificates.Reading;
using Mesh.Core.Journal;

namespace Mesh.Core.Istio.Authority;

/// <summary>Keeps private keys out of whatever is printed, in each form in which they travel: PEM, its lines, and base64 of the whole as a Secret holds it.</summary>
internal static class KeyMask
{
    public static void Hide(Secrets secrets, string name, ReadOnlySpan<byte> content)
    {
        foreach (var form in PrivateKeys.In(PemReader.Read(name, content)))
        {
            secrets.Add(form);
        }

        // By name too: what is called a key and cannot be read as one may be one all the same.
        if (content.IndexOf("PRIVATE KEY"u8) >= 0 || name.EndsWith("key.pem", StringComparison.Ordinal) || name.EndsWith(".key", StringComparison.Ordinal))
        {
            var text = Encoding.Latin1.GetString(content);
            foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries).Where(line => !line.StartsWith("-----", StringComparison.Ordinal)))
            {
                secrets.Add(line);
            }

            secrets.Add(Convert.ToBase64String(content));
        }
    }
}
