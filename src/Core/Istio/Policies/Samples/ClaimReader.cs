using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Istio.Policies.Samples;

/// <summary>Reads the claims of a sample's token.</summary>
internal static class ClaimReader
{
    /// <summary>The claims by their path; nested ones as realm][role, as a policy's key has them between its outermost brackets.</summary>
    /// <param name="map">The claims; null for none.</param>
    /// <param name="wrong">Takes what is wrong.</param>
    public static Dictionary<string, IReadOnlyList<string>> Read(YamlMap? map, Action<string, string> wrong)
    {
        var claims = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        Read(map, "", claims, wrong);
        return claims;
    }

    private static void Read(YamlMap? map, string path, Dictionary<string, IReadOnlyList<string>> claims, Action<string, string> wrong)
    {
        foreach (var (key, value) in map?.Entries ?? [])
        {
            var at = path.Length == 0 ? key.Text : $"{path}][{key.Text}";
            switch (value)
            {
                case YamlMap inner:
                    Read(inner, at, claims, wrong);
                    break;
                case YamlList list when list.Items.All(item => item is YamlScalar) && list.Items.Count > 0:
                    claims[at] = [.. list.Items.Select(item => ((YamlScalar)item).Text)];
                    break;
                case YamlScalar { IsNull: false } scalar:
                    claims[at] = [scalar.Text];
                    break;
                default:
                    wrong("claims", $"the claim {key.Text} must be a text, a list of texts, or keys with values");
                    break;
            }
        }
    }
}
