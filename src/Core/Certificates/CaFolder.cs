using Mesh.Core.Certificates.Reading;
using Mesh.Core.Findings;

namespace Mesh.Core.Certificates;

/// <summary>The folder of one cluster's CA.</summary>
public static class CaFolder
{
    private static readonly string[] Known = ["ca-cert.pem", "ca-key.pem", "cert-chain.pem", "root-cert.pem", "tls.crt", "tls.key", "ca.crt"];

    /// <summary>Reads it, in whichever layout it is (istiod's rule: tls.crt wins).</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/> when the folder is not there or holds none of the files; <see cref="ExitCode.InputOutput"/> when one cannot be read;
    /// <see cref="ExitCode.MalformedInput"/> when one is larger than a megabyte.</exception>
    public static CaBundle Read(string path)
    {
        if (!Directory.Exists(path))
        {
            throw new MeshException(ExitCode.NoInput, $"the CA folder {path} is not there", "Make it with Mesh.CreateCa, or check certificates.folder and the working directory");
        }

        var layout = File.Exists(Path.Combine(path, "tls.crt")) ? CaLayout.Tls : CaLayout.Istio;
        var files = Known.Where(name => File.Exists(Path.Combine(path, name))).ToDictionary(name => name, name => (ReadOnlyMemory<byte>)ReadFile(Path.Combine(path, name)));
        return files.Count > 0 ? new CaBundle(path, layout, files)
            : throw new MeshException(ExitCode.NoInput, $"the CA folder {path} holds none of {string.Join(", ", Known)}", "Make the CA with Mesh.CreateCa, or name the folder that holds its files");
    }

    private static byte[] ReadFile(string path)
    {
        try
        {
            // A file that is no regular one has no length, and may never end.
            using var file = File.OpenRead(path);
            var content = new byte[PemReader.LargestFile + 1];
            var length = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            return length <= PemReader.LargestFile ? content[..length]
                : throw new MeshException(ExitCode.MalformedInput, $"{path} is larger than a megabyte, which no certificate or key is", "Put the PEM file of the CA there");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MeshException(ExitCode.InputOutput, $"{path} cannot be read: {exception.Message}", "Check the owner and the mode of the file", exception);
        }
    }
}
