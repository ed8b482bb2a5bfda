using Mesh.Integration.Environment;

namespace Mesh.Integration.Certificates;

/// <summary>The second opinion on every certificate, and the maker of what belongs below and above ours.</summary>
/// <param name="folder">Where it works.</param>
internal sealed class OpenSsl(string folder)
{
    /// <summary>Runs it in the folder.</summary>
    public async Task<CommandResult> RunAsync(params string[] arguments) =>
        await Require.Available(Command.RunAsync("sh", ["-c", "command -v openssl >/dev/null || exit 127; cd \"$0\" && exec openssl \"$@\"", folder, .. arguments])) is { ExitCode: not 127 } result
            ? result : throw new IgnoreException("openssl is not on this machine");

    /// <summary>A workload's certificate, as istiod issues them: no subject, its identity as a critical alternative name.</summary>
    /// <returns>Its path.</returns>
    public async Task<string> IssueAsync(string cluster, string authorities = "ca")
    {
        var leaf = Path.Combine(folder, $"leaf-{cluster}");
        await File.WriteAllTextAsync($"{leaf}.ext", $"""
            basicConstraints = critical, CA:FALSE
            keyUsage = critical, digitalSignature, keyEncipherment
            extendedKeyUsage = serverAuth, clientAuth
            subjectKeyIdentifier = hash
            authorityKeyIdentifier = keyid
            subjectAltName = critical, URI:spiffe://cluster.local/ns/beta/sa/{cluster}
            """);
        (await RunAsync("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/", "-keyout", $"{leaf}.key", "-out", $"{leaf}.csr")).Succeeded();
        (await RunAsync("x509", "-req", "-in", $"{leaf}.csr", "-CA", $"{authorities}/{cluster}/ca-cert.pem", "-CAkey", $"{authorities}/{cluster}/ca-key.pem", "-days", "1", "-extfile", $"{leaf}.ext", "-out", $"{leaf}.pem")).Succeeded();
        return $"{leaf}.pem";
    }

    /// <summary>Whether a certificate is accepted below a root, by the strict rules of RFC 5280.</summary>
    public Task<CommandResult> VerifyAsync(string root, string certificate, params string[] more) => RunAsync(["verify", "-x509_strict", "-CAfile", root, .. more, certificate]);
}
