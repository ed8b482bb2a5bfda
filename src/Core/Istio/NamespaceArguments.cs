using System.Text.RegularExpressions;
using Mesh.Core.Configuration.Rules;
using Mesh.Core.Findings;
using Mesh.Core.Model;

namespace Mesh.Core.Istio;

/// <summary>Names of namespaces as they are given on a command line.</summary>
internal static partial class NamespaceArguments
{
    /// <summary>Each once.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.Usage"/>: one that no namespace can have, as a variable leaves it that holds something else.</exception>
    public static IReadOnlyList<string> Of(IEnumerable<string> names)
    {
        var all = names.Distinct(StringComparer.Ordinal).ToList();
        return all.Find(name => !Name().IsMatch(name)) is not { } wrong ? all
            : throw new MeshException(ExitCode.Usage, $"--namespace is '{Printable.OneLine(wrong)}', and no namespace can be called that", $"Give {Forms.LabelWords}");
    }

    [GeneratedRegex(Forms.Label, RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
