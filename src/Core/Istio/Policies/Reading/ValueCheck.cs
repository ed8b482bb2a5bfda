using System.Globalization;
using System.Text.RegularExpressions;
using Mesh.Core.Istio.Policies.Matching;
using Mesh.Core.Model;

namespace Mesh.Core.Istio.Policies.Reading;

/// <summary>What Istio takes as an entry. Source: istio, pkg/config/security/security.go.</summary>
internal static partial class ValueCheck
{
    /// <summary>Why an entry is refused; null when it is not.</summary>
    /// <param name="field">The list it stands in.</param>
    /// <param name="text">The entry.</param>
    public static string? WhyNot(PolicyField field, string text) => field.Attribute switch
    {
        PolicyAttribute.SourceIp or PolicyAttribute.RemoteIp or PolicyAttribute.DestinationIp => AddressRange.Block(text) is null ? "it is neither an address nor ADDRESS/BITS" : null,
        PolicyAttribute.Port => Port(text) is null ? "it is no number from 0 to 65535" : null,
        PolicyAttribute.Path => PathTemplate.Is(text) && BadTemplate().IsMatch(text) ? "beside {*} and {**} a template has no asterisks, no names and no empty braces" : null,
        PolicyAttribute.ServiceAccount => text.Contains('*', StringComparison.Ordinal) ? "service accounts have no wildcards" : text.Count(letter => letter == '/') > 1 ? "it is neither NAME nor NAMESPACE/NAME" : null,
        PolicyAttribute.RequestHeader or PolicyAttribute.RequestClaim or PolicyAttribute.EnvoyMetadata => field.Brackets.Count == 0 ? "its key has no name in brackets" : null,
        _ => null,
    };

    /// <summary>A port; null for what is none.</summary>
    /// <param name="text">The entry.</param>
    public static int? Port(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535 ? port : null;

    [GeneratedRegex(@"/\{\w+=\*\*?\}|\{\w*\}|/\*\*?|\*\*?/", RegexOptions.CultureInvariant)]
    private static partial Regex BadTemplate();
}
