using System.Globalization;
using System.Text.RegularExpressions;

namespace Mesh.Sandbox.Api;

/// <summary>The order in which a server prefers the versions of a group: stable ones first, then beta, then alpha, the higher number first.</summary>
internal static partial class KubernetesOrder
{
    public static (int Stage, int Major, int Minor) Rank(string version)
    {
        var match = Version().Match(version);
        return !match.Success ? (0, 0, 0) : (match.Groups["stage"].Value switch { "" => 3, "beta" => 2, _ => 1 }, Number(match.Groups["major"]), Number(match.Groups["minor"]));
    }

    private static int Number(Group digits) => int.TryParse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    [GeneratedRegex("^v(?<major>[0-9]+)((?<stage>alpha|beta)(?<minor>[0-9]+))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Version();
}
