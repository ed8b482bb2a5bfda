using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Backup;

/// <summary>A backup that is read. Each file is held against the manifest whenever it is read, so that nothing else than what was backed up reaches a cluster.</summary>
internal sealed class KeptBackup
{
    private const int MostTold = 20;
    // An object is at most 1.5 MB on the server, and some times that when it is indented.
    private const long LargestFile = 64 << 20;

    private readonly string path;
    private readonly string shown;

    private KeptBackup(string path, string shown, BackupManifest manifest) => (this.path, this.shown, Manifest) = (path, shown, manifest);

    /// <summary>What it holds.</summary>
    public BackupManifest Manifest { get; }

    /// <summary>Its folder, as people read it.</summary>
    public string Shown => shown;

    /// <summary>Opens one; only its manifest is read yet.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/>: there is none; <see cref="ExitCode.MalformedInput"/>: its manifest is none.</exception>
    public static KeptBackup Open(string path, string shown)
    {
        var file = Path.Combine(path, BackupPaths.Manifest);
        if (!Directory.Exists(path) || !File.Exists(file))
        {
            throw new MeshException(ExitCode.NoInput, $"{shown} {(Directory.Exists(path) ? $"holds no {BackupPaths.Manifest}" : "is not there")}", "Give the folder of one backup, as Mesh.BackupIstio made it, with --from");
        }

        return new(path, shown, BackupManifest.Read(ReadBytes(file, $"{shown}/{BackupPaths.Manifest}"), $"{shown}/{BackupPaths.Manifest}"));
    }

    /// <summary>Holds every file against the manifest.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.MalformedInput"/> naming what is missing, changed or surplus.</exception>
    public void Verify(RunJournal journal, CancellationToken cancellation)
    {
        var wrong = new List<(string File, string Why)>();
        var listed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in Manifest.Files)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!listed.Add(file.Path))
            {
                wrong.Add((file.Path, "is listed twice"));
            }
            else if (WhyWrong(file) is { } why)
            {
                wrong.Add((file.Path, why));
            }
        }

        foreach (var found in Directory.EnumerateFiles(path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }).Select(file => Path.GetRelativePath(path, file).Replace('\\', '/')))
        {
            if (found != BackupPaths.Manifest && !listed.Contains(found))
            {
                wrong.Add((found, "is not listed in the manifest"));
            }
        }

        foreach (var (file, why) in wrong.Take(MostTold))
        {
            journal.Find(BackupFindings.Tampered.On($"{shown}/{Printable.OneLine(file)}", why));
        }

        if (wrong is [var first, ..])
        {
            throw new MeshException(ExitCode.MalformedInput, $"{shown}/{Printable.OneLine(first.File)} {first.Why}{(wrong.Count > 1 ? $", and {wrong.Count - 1} more files are wrong" : "")}", BackupFindings.Tampered.Remedy);
        }
    }

    /// <summary>The object of a file.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.MalformedInput"/> when it is no longer as the manifest says.</exception>
    public JsonObject Read(BackupFile file) => WhyWrong(file, out var body) is { } why
        ? throw new MeshException(ExitCode.MalformedInput, $"{shown}/{Printable.OneLine(file.Path)} {why}", BackupFindings.Tampered.Remedy)
        : body!;

    private string? WhyWrong(BackupFile file) => WhyWrong(file, out _);

    private string? WhyWrong(BackupFile file, out JsonObject? body)
    {
        body = null;
        if (file.Path.Split('/') is var parts && (parts.Any(part => part.Length == 0 || part[0] == '.' || part.Contains('\\', StringComparison.Ordinal)) || Path.IsPathRooted(file.Path)))
        {
            return "is no path within the backup";
        }

        var at = Path.Combine([path, .. parts]);
        if (!File.Exists(at))
        {
            return "is missing";
        }

        var bytes = ReadBytes(at, $"{shown}/{file.Path}");
        if (!Convert.ToHexStringLower(SHA256.HashData(bytes)).Equals(file.Sha256, StringComparison.OrdinalIgnoreCase))
        {
            return "has been changed: its SHA-256 is not the one in the manifest";
        }

        try
        {
            body = JsonNode.Parse(bytes, documentOptions: CleanObject.Reading) as JsonObject;
        }
        catch (JsonException exception)
        {
            return $"is no JSON: {exception.Message}";
        }

        return body is null ? "is no object" : IsAsListed(file, body) ? null : "is not the object that the manifest lists it as";
    }

    // Whoever can write the manifest can write any hash into it; what a restore makes stays within the mesh all the same.
    private static bool IsAsListed(BackupFile file, JsonObject body) => file.Section == BackupSection.Values
        || (body.Text("apiVersion") == file.ApiVersion && body.Text("kind") == file.KindName && body.Name() == file.Name && body.Namespace() == file.Namespace && file.Name.Length > 0 && file.Section switch
        {
            BackupSection.Definitions => file.ApiVersion == ResourceKind.CustomResourceDefinition.ApiVersion && file.KindName == ResourceKind.CustomResourceDefinition.Kind && MeshGroups.Has(body.Text("spec", "group") ?? ""),
            BackupSection.Namespaces => file.ApiVersion == "v1" && file.KindName == "Namespace",
            _ => file.ApiVersion.Split('/') is [var group, _] && MeshGroups.Has(group) && file.Kind.EndsWith($".{group}", StringComparison.Ordinal),
        });

    private static byte[] ReadBytes(string file, string shown)
    {
        try
        {
            return new FileInfo(file).Length > LargestFile
                ? throw new MeshException(ExitCode.MalformedInput, $"{shown} has more than {LargestFile >> 20} MB, which no object has", BackupFindings.Tampered.Remedy)
                : File.ReadAllBytes(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MeshException(ExitCode.InputOutput, $"{shown} cannot be read: {exception.Message}", "Check who owns it: a backup is for its owner alone", exception);
        }
    }
}
