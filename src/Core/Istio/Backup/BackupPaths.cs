using System.Security.Cryptography;
using System.Text;
using Mesh.Core.Findings;

namespace Mesh.Core.Istio.Backup;

/// <summary>Where things stand in a backup's folder.</summary>
internal static class BackupPaths
{
    /// <summary>The file that lists all others.</summary>
    public const string Manifest = "manifest.json";

    // With its ending a name of an object may be longer than a file name can be.
    private const int LongestName = 200;
    private const int LongestContext = 80;

    /// <summary>The name of a backup's folder: when and of which context.</summary>
    public static string FolderName(DateTimeOffset time, string context)
    {
        var safe = string.Concat(context.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' ? letter : '-'));
        return $"{time.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}-{(safe.Length > LongestContext ? safe[..LongestContext] : safe)}";
    }

    /// <summary>The file of an item, relative to the folder, with slashes.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.MalformedInput"/> for a name that would lead elsewhere; no server lets one be made.</exception>
    public static string Of(BackupItem item)
    {
        string[] parts = item.Section switch
        {
            BackupSection.Definitions => ["crds", item.Name],
            BackupSection.Namespaces => ["namespaces", item.Name],
            BackupSection.Values => ["values", item.Namespace!, item.Name],
            _ when item.Namespace is null => ["objects", Group(item), Plural(item), item.Name],
            _ => ["objects", Group(item), Plural(item), item.Namespace, item.Name],
        };
        return string.Join('/', parts.Select(part => Checked(part, item))) + ".json";
    }

    private static string Plural(BackupItem item) => item.Kind.Split('.', 2)[0];

    private static string Group(BackupItem item) => item.Kind.Split('.', 2)[^1];

    private static string Checked(string part, BackupItem item)
    {
        if (part.Length == 0 || part[0] == '.' || !part.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_' or ':'))
        {
            throw new MeshException(ExitCode.MalformedInput, $"the server has a {Model.Printable.OneLine(item.KindName)} named '{Model.Printable.OneLine(item.Name)}', which is no name that a file can have", "Delete it or name it otherwise");
        }

        // A colon is in names that the server lets pass and that Windows does not.
        return part.Length <= LongestName && !part.Contains(':', StringComparison.Ordinal) ? part
            : $"{part[..Math.Min(part.Length, 100)].Replace(':', '_')}_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(part)))[..16]}";
    }
}
