using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Kubernetes;

namespace Mesh.Core.Diagnosis.Archives;

/// <summary>Where things lie in an archive. Names come from a cluster or from whoever made the archive, so that none is taken as it is.</summary>
internal static partial class ArchivePaths
{
    /// <summary>The file that lists the others.</summary>
    public const string Manifest = "manifest.json";

    // What the oldest form of tar holds without an extension of its own.
    private const int Longest = 150;

    /// <summary>Where the objects of a kind lie: <c>objects/deployments.apps.json</c>.</summary>
    public static string Of(ResourceKind kind) => $"objects/{kind.Plural}{(kind.Group.Length == 0 ? "" : $".{kind.Group}")}.json";

    /// <summary>Where a log lies: <c>logs/beta/web-1/app.log</c>, <c>app.previous.log</c>.</summary>
    public static string Of(ContainerLog log)
    {
        var (ns, pod, end) = (Word(log.Namespace), Word(log.Pod), $"{Word(log.Container)}{(log.Previous ? ".previous" : "")}.log");
        var path = $"logs/{ns}/{pod}/{end}";
        // The manifest says whose it is in full.
        return path.Length <= Longest && path == $"logs/{log.Namespace}/{log.Pod}/{end}" ? path : $"logs/{Digest($"{log.Namespace}/{log.Pod}")}/{end}";
    }

    /// <summary>Whether a path stays within the archive, on every system.</summary>
    public static bool IsSafe(string path) => path.Length is > 0 and <= 400 && (path == Manifest || Shape().IsMatch(path)) && path.Split('/').All(part => part.Trim('.').Length > 0);

    private static string Word(string name) => Other().Replace(name.Length > 63 ? name[..63] : name, "_");

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];

    [GeneratedRegex(@"^(?:objects|logs)(?:/[A-Za-z0-9_][A-Za-z0-9._-]*)+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();

    [GeneratedRegex(@"[^A-Za-z0-9._-]", RegexOptions.CultureInvariant)]
    private static partial Regex Other();
}
