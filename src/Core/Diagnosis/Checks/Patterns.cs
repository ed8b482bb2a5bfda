using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Mesh.Core.Diagnosis.Signatures;
using Mesh.Core.Model;

namespace Mesh.Core.Diagnosis.Checks;

/// <summary>Regular expressions in the arguments of checks; each is made once.</summary>
internal static class Patterns
{
    private const int Longest = 32 * 1024;

    private static readonly ConcurrentDictionary<string, Regex> Known = new(StringComparer.Ordinal);

    /// <summary>What an expression finds in a text; null for nothing, and where looking takes too long.</summary>
    public static string? Find(string pattern, string text)
    {
        try
        {
            return Known.GetOrAdd(pattern, SignaturePattern.Make).Match(text.Length > Longest ? text[..Longest] : text) is { Success: true, Value: var found } ? found : null;
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }

    /// <summary>Text of others, fit for a sentence.</summary>
    public static string Shorten(string text)
    {
        var line = Printable.OneLine(text);
        return line.Length > 200 ? line[..200] + "…" : line;
    }
}
