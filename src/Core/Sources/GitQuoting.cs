using System.Text;

namespace Mesh.Core.Sources;

/// <summary>How Git writes paths: in bytes, and in C-style quotes where they hold blanks or unusual letters.</summary>
internal static class GitQuoting
{
    /// <summary>What stands inside the quotes a text begins with, and what follows them. Null when it begins with none, or they are not closed or hold an unknown escape.</summary>
    /// <param name="text">The text.</param>
    public static (string Head, string Tail)? Unquote(string text)
    {
        if (text is not ['"', ..])
        {
            return null;
        }

        // Octal escapes are bytes of UTF-8, so the whole is put together as bytes.
        var bytes = new List<byte>();
        for (var at = 1; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '"':
                    return (Encoding.UTF8.GetString([.. bytes]), text[(at + 1)..]);
                case '\\' when at + 1 < text.Length && Escaped(text[at + 1]) is { } escaped:
                    bytes.Add(escaped);
                    at++;
                    break;
                case '\\' when at + 3 < text.Length && text[at + 1] is >= '0' and <= '3' && text[at + 2] is >= '0' and <= '7' && text[at + 3] is >= '0' and <= '7':
                    bytes.Add((byte)(((text[at + 1] - '0') << 6) | ((text[at + 2] - '0') << 3) | (text[at + 3] - '0')));
                    at += 3;
                    break;
                case '\\':
                    return null;
                default:
                    var length = char.IsSurrogatePair(text, at) ? 2 : 1;
                    bytes.AddRange(Encoding.UTF8.GetBytes(text.Substring(at, length)));
                    at += length - 1;
                    break;
            }
        }

        return null;
    }

    /// <summary>The UTF-8 bytes of a text, one character each: a <c>?</c> of Git's stands for a byte, not for a letter.</summary>
    /// <param name="text">The text.</param>
    public static string Bytes(string text) => Ascii.IsValid(text) ? text : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    private static byte? Escaped(char letter) => letter switch
    {
        'a' => 7,
        'b' => 8,
        't' => 9,
        'n' => 10,
        'v' => 11,
        'f' => 12,
        'r' => 13,
        '"' or '\\' => (byte)letter,
        _ => null,
    };
}
