using Mesh.Core.Findings;
using Mesh.Core.Journal;

namespace Mesh.Core.Istio.Authority.Comparison;

/// <summary>Dumps of proxies' secrets that were given as files.</summary>
internal static class DumpFiles
{
    // A mesh of thousands of services has a config_dump of tens of megabytes.
    private const long Largest = 64 * 1024 * 1024;

    /// <summary>Reads <c>CLUSTER=FILE</c>.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.Usage"/>: it is not of this form.</exception>
    public static (string Cluster, string File) Parse(string text) => text.Split('=', 2) is [{ Length: > 0 } cluster, { Length: > 0 } file] ? (cluster, file)
        : throw new MeshException(ExitCode.Usage, $"--dump is '{text}'", "Write it as --dump CLUSTER=FILE");

    /// <summary>Reads the secrets of a dump.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/>: it is not there; <see cref="ExitCode.InputOutput"/>: it cannot be read; <see cref="ExitCode.MalformedInput"/>: it is no dump,
    /// holds no secret of the mesh, or is larger than 64 MB.</exception>
    public static async Task<ProxySecrets> ReadAsync(string file, string workingDirectory, Secrets secrets, CancellationToken cancellation)
    {
        var path = Path.GetFullPath(file, workingDirectory);
        try
        {
            var length = new FileInfo(path) is { Exists: true } info ? info.Length : throw new MeshException(ExitCode.NoInput, $"{file} is not there", "Check the path and the working directory");
            var found = length <= Largest ? ProxySecrets.Of(ProxyDump.Of(await File.ReadAllBytesAsync(path, cancellation), file, secrets), file)
                : throw new MeshException(ExitCode.MalformedInput, $"{file} is larger than 64 MB", "Give it the secrets alone: istioctl proxy-config secret POD -o json");
            return found.Roots is not null || found.Certificate is not null ? found
                : throw new MeshException(ExitCode.MalformedInput, $"{file} holds neither ROOTCA nor the secret default of a proxy", "Give it what istioctl proxy-config secret POD -o json printed");
        }
        catch (Exception denied) when (denied is UnauthorizedAccessException or IOException)
        {
            throw new MeshException(ExitCode.InputOutput, $"{file} cannot be read: {denied.Message}", "Check the path, its owner and its mode", denied);
        }
    }
}
