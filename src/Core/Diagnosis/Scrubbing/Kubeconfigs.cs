using System.Text.RegularExpressions;

namespace Mesh.Core.Diagnosis.Scrubbing;

/// <summary>Knows a kubeconfig when it sees one: whoever has it has its user's rights, so that nothing of it stays.</summary>
internal static partial class Kubeconfigs
{
    public static bool Is(string text) => text.Contains("Config", StringComparison.Ordinal) && Kind().IsMatch(text) && Part().IsMatch(text);

    [GeneratedRegex(@"(?:^|[\s""',{\\])kind(?:\\*"")?\s*:\s*(?:\\*[""'])?Config\b", RegexOptions.CultureInvariant)]
    private static partial Regex Kind();

    [GeneratedRegex(@"\b(?:users|clusters|contexts)(?:\\*"")?\s*:", RegexOptions.CultureInvariant)]
    private static partial Regex Part();
}
