namespace Mesh.Core.Configuration.Rules;

/// <summary>A path, or several joined by the path separator, in which a leading <c>~/</c> stands for the home folder.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class HomePathAttribute : Attribute
{
    /// <summary>The path with <c>~/</c> replaced; as it is where the environment names no home.</summary>
    /// <param name="path">The path as written.</param>
    /// <param name="environment">HOME, or USERPROFILE on Windows.</param>
    public static string Expand(string path, IReadOnlyDictionary<string, string> environment)
    {
        var home = environment.GetValueOrDefault("HOME") ?? environment.GetValueOrDefault("USERPROFILE");
        return string.IsNullOrEmpty(home) || !path.Contains('~', StringComparison.Ordinal)
            ? path
            : string.Join(Path.PathSeparator, path.Split(Path.PathSeparator).Select(part => part == "~" || part.StartsWith("~/", StringComparison.Ordinal) ? home + part[1..] : part));
    }
}
