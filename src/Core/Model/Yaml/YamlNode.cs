namespace Mesh.Core.Model.Yaml;

/// <summary>A value in a YAML text, with its place, before anyone has asked for its type. Where an alias stood there is the very node its anchor named.</summary>
/// <param name="At">Where it begins.</param>
/// <param name="Tag">The tag it has, such as <c>tag:yaml.org,2002:str</c>; empty where it has none.</param>
public abstract record YamlNode(YamlPlace At, string Tag)
{
    /// <summary>How many values it holds with aliases written out, itself included; what is beyond 2^61 is told as that.</summary>
    public virtual long Size => 1;

    // Aliases of aliases soon count more than any number holds.
    internal static long Add(long size, long more) => Math.Min(size + more, long.MaxValue / 4);
}
