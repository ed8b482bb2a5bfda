using System.Net.Http.Headers;
using System.Net.Security;
using Mesh.Core.Findings;
using Mesh.Core.Journal;

namespace Mesh.Core.Kubernetes.Credentials;

/// <summary>A token in a file that somebody else keeps fresh, such as the kubelet: read again every ten seconds, and after a 401.</summary>
internal sealed class TokenFileCredential(string path, SslStreamCertificateContext? certificate, Secrets secrets, TimeProvider time) : ICredential
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private Identity? current;
    private long readAt;

    public ValueTask<Identity> GetAsync(CancellationToken cancellation)
    {
        lock (gate)
        {
            if (current is null || time.GetElapsedTime(readAt) >= Fresh)
            {
                var token = Read();
                readAt = time.GetTimestamp();
                if (current?.Header?.Parameter != token)
                {
                    current = new Identity(new AuthenticationHeaderValue("Bearer", token), certificate);
                }
            }

            return new(current);
        }
    }

    public bool Renew(Identity refused)
    {
        lock (gate)
        {
            if (!ReferenceEquals(current, refused))
            {
                return true;
            }

            var changed = Read() != refused.Header?.Parameter;
            current = changed ? null : current;
            return changed;
        }
    }

    private string Read()
    {
        try
        {
            var token = File.ReadAllText(path).Trim();
            secrets.Add(token);
            return token.Length == 0 || token.AsSpan().ContainsAny('\r', '\n')
                ? throw new MeshException(ExitCode.MalformedInput, $"the token file {path} {(token.Length == 0 ? "is empty" : "holds more than one line")}", "Write the token, and nothing else, into it")
                : token;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var missing = exception is FileNotFoundException or DirectoryNotFoundException;
            throw new MeshException(
                missing ? ExitCode.NoInput : ExitCode.InputOutput,
                $"the token file {path} {(missing ? "is not there" : $"cannot be read: {exception.Message}")}",
                "Check tokenFile in the kubeconfig; a relative path counts from the kubeconfig's folder",
                exception);
        }
    }
}
