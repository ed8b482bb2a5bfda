using Mesh.Core.Certificates.Making;
using Mesh.Core.Findings;

namespace Mesh.Core.Certificates;

/// <summary>The folder of one cluster's CA.</summary>
public static class CaFolder
{
    internal const string Certificate = "ca-cert.pem", Key = "ca-key.pem", Chain = "cert-chain.pem", Root = "root-cert.pem", RootKey = "root-key.pem", Request = "ca.csr";

    internal const string TlsCertificate = "tls.crt", TlsKey = "tls.key", TlsRoot = "ca.crt";

    private static readonly string[] Names = [Certificate, Key, Chain, Root, TlsCertificate, TlsKey, TlsRoot];

    /// <summary>Reads it, in whichever layout it is (istiod's rule: tls.crt wins).</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/> when the folder is not there or holds none of the files; <see cref="ExitCode.InputOutput"/> when one cannot be read;
    /// <see cref="ExitCode.MalformedInput"/> when one is larger than a megabyte.</exception>
    public static CaBundle Read(string path) => Read(path, path);

    internal static CaBundle Read(string path, string shown)
    {
        if (!Directory.Exists(path))
        {
            throw new MeshException(ExitCode.NoInput, $"{shown} is {(File.Exists(path) ? "a file and no folder" : "not there")}", "Make the CA with Mesh.CreateCa, or correct the path");
        }

        var files = new Dictionary<string, ReadOnlyMemory<byte>>();
        foreach (var name in Names)
        {
            if (SmallFile.Read(Path.Combine(path, name), Path.Combine(shown, name)) is { } content)
            {
                files.Add(name, content);
            }
        }

        return files.Count > 0
            ? new CaBundle(shown, files.ContainsKey(TlsCertificate) ? CaLayout.Tls : CaLayout.Istio, files)
            : throw new MeshException(ExitCode.NoInput, $"{shown} holds no CA: none of {string.Join(", ", Names)} is there", "Make the CA with Mesh.CreateCa, or correct the path");
    }

    /// <summary>Whether the folder holds any file of a CA, be it the root's or a request only.</summary>
    internal static bool HoldsAny(string path) => Names.Append(Request).Append(RootKey).Any(name => Path.Exists(Path.Combine(path, name)));

    /// <summary>The name of the file that holds the signing key.</summary>
    internal static string KeyName(CaLayout layout) => layout == CaLayout.Tls ? TlsKey : Key;
}
