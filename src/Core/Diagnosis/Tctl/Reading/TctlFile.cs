using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Model;
using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Diagnosis.Tctl.Reading;

/// <summary>
/// Reads tctl's configuration file. Its commands and their flags are published (docs.tetrate.io, tctl config), the form of the file is not: so keys are known in each spelling (bridge-address, bridge_address,
/// bridgeAddress) and sections as a map by name or as a list with names, and what else stands there is left alone.
/// </summary>
internal static class TctlFile
{
    private const int LargestBytes = 1024 * 1024;
    private const string Compare = "Compare it with what 'tctl config view' shows, or leave tctl.config out, so that tctl itself is asked";

    private static readonly YamlRules Rules = new(Deepest: 32, Largest: 20_000);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="shown">The path as it was told.</param>
    /// <param name="secrets">Learns of each password and token.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/>: it is not there; <see cref="ExitCode.InputOutput"/>: it cannot be read; <see cref="ExitCode.MalformedInput"/>: it is no such file.</exception>
    public static TctlConfig Read(string path, string shown, Secrets secrets)
    {
        var text = ReadText(path, shown);
        try
        {
            var root = YamlReader.Read(text, shown, Rules) is [{ Root: YamlMap map }] ? new TctlNode(map) : throw Malformed($"{shown} is no map of profiles, clusters and users");
            var users = root.Section("users", "accounts")?.ToDictionary(user => user.Key, user => UserOf(user.Value, secrets), StringComparer.Ordinal);
            var profiles = root.Section("profiles") ?? throw Malformed($"{shown} has no profiles");
            return new(shown, root.Text("currentprofile", "current", "activeprofile"),
                profiles.ToDictionary(one => one.Key, one => new TctlProfile(one.Value.Text("cluster"), one.Value.Text("username", "user", "account"), one.Value.Line), StringComparer.Ordinal),
                root.Section("clusters")?.ToDictionary(one => one.Key, one => new TctlCluster(one.Value.Text("bridgeaddress", "address", "server"), one.Value.Line), StringComparer.Ordinal) ?? [],
                users ?? [])
            { File = shown };
        }
        catch (YamlSyntaxException malformed)
        {
            throw new MeshException(ExitCode.MalformedInput, Printable.OneLine(malformed.Message), Compare, malformed);
        }
    }

    private static TctlUser UserOf(TctlNode user, Secrets secrets)
    {
        string?[] hidden = [user.Text("password"), user.Text("token"), user.Text("accesstoken"), user.Text("refreshtoken"), user.Text("idtoken")];
        foreach (var secret in hidden)
        {
            secrets.Add(secret);
        }

        return new(user.Text("org", "organization", "organisation"), user.Text("tenant"), hidden.Any(secret => secret is not null), user.Line);
    }

    private static string ReadText(string path, string shown)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var buffer = new byte[LargestBytes + 1];
            var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return length <= LargestBytes ? System.Text.Encoding.UTF8.GetString(buffer, 0, length) : throw Malformed($"{shown} is larger than {LargestBytes / 1024} KiB");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException || Directory.Exists(path))
        {
            throw new MeshException(ExitCode.NoInput, $"{shown}, the configuration of tctl, {(Directory.Exists(path) ? "is a folder" : "is not there")}", "Correct tctl.config in mesh.yaml or the variable TCTL_CONFIG, or make the file with tctl config", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MeshException(ExitCode.InputOutput, $"{shown}, the configuration of tctl, cannot be read: {exception.Message}", "Check the owner and the mode of the file", exception);
        }
    }

    private static MeshException Malformed(string why) => new(ExitCode.MalformedInput, why, Compare);
}
