using System.Globalization;
using System.Text.RegularExpressions;

namespace Mesh.Core.Helm;

/// <summary>A version of helm: <c>v3.10.1</c>, <c>v3.8.0-rc.1</c>, <c>v4.0.0+g1234</c>.</summary>
internal sealed partial record HelmVersion(int Major, int Minor, string Text)
{
    /// <summary>Reads a version, or null.</summary>
    public static HelmVersion? Parse(string text)
    {
        var match = Shape().Match(text.Trim());
        return match.Success ? new(Number("major"), Number("minor"), match.Groups["whole"].Value) : null;

        int Number(string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
    }

    /// <summary>Whether this is that version or a later one.</summary>
    public bool IsAtLeast(int major, int minor) => (Major, Minor).CompareTo((major, minor)) >= 0;

    [GeneratedRegex(@"^v?(?<whole>(?<major>\d{1,5})\.(?<minor>\d{1,5})\.\d{1,5}(?:[-+][0-9A-Za-z.+-]*)?)$", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
