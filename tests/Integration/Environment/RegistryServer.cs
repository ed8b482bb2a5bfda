using System.Net.Http.Headers;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Mesh.Integration.Environment;

/// <summary>A real registry, Debian's docker-registry, on a loopback port and in a folder of its own.</summary>
/// <remarks>It stops and takes its folder with it when it is disposed, and also when this process is gone in whatever way.</remarks>
[UnsupportedOSPlatform("windows")]
public sealed class RegistryServer : IAsyncDisposable
{
    /// <summary>The only user of a registry with login; ECR's is called so too.</summary>
    public const string User = "AWS";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly RegistryVariant variant;
    private readonly int port;
    private OwnedServer? server;

    private RegistryServer(RegistryVariant variant, int port)
    {
        this.variant = variant;
        this.port = port;
        Address = new Uri($"{(variant.Tls ? "https" : "http")}://{Host}");
    }

    /// <summary>As images name it: <c>127.0.0.1:12345</c>.</summary>
    public string Host => $"127.0.0.1:{port}";

    public Uri Address { get; }

    /// <summary>A private folder with all of its files; nobody else can read it.</summary>
    public string Folder { get; } = Path.Combine(Path.GetTempPath(), "mesh-test-" + Path.GetRandomFileName());

    /// <summary>The password of <see cref="User"/>, where one is asked for.</summary>
    public string Password { get; } = RandomNumberGenerator.GetHexString(24, lowercase: true);

    /// <summary>True when it asks for a user and a password.</summary>
    public bool Asks => variant.Login;

    /// <summary>The authority that signed its certificate, as a PEM file.</summary>
    public string CertificateAuthority => Path.Combine(Folder, "ca.pem");

    /// <summary>What it has written up to now, a line for each request.</summary>
    public string Log => File.Exists(LogFile) ? File.ReadAllText(LogFile) : "";

    /// <summary>The process that watches the server.</summary>
    public int Watcher => server!.Id;

    private string LogFile => Path.Combine(Folder, "server.log");

    /// <summary>Installs the registry when it is not yet, and starts one.</summary>
    /// <returns>When it answers.</returns>
    /// <exception cref="UnavailableException">It cannot be had on this machine.</exception>
    public static async Task<RegistryServer> StartAsync(RegistryVariant? variant = null)
    {
        await Installation.RegistriesAsync();
        for (var attempt = 1; ; attempt++)
        {
            var registry = new RegistryServer(variant ?? RegistryVariant.Open, Ports.Free());
            try
            {
                registry.WriteFiles();
                await registry.StartAsync();
                return registry;
            }
            catch (InvalidOperationException) when (attempt < 5 && registry.Log.Contains("address already in use", StringComparison.Ordinal))
            {
                // Somebody took the port between the look and the start.
                await registry.DisposeAsync();
            }
        }
    }

    /// <summary>Brings a stopped registry back: same address, same data unless it is in memory.</summary>
    /// <returns>When it answers.</returns>
    public async Task StartAsync()
    {
        server = OwnedServer.Start(Folder, "docker-registry", "serve", Path.Combine(Folder, "config.yml"));
        using var client = CreateClient();
        using var deadline = new CancellationTokenSource(Patience);
        while (!await AnswersAsync(client, deadline.Token))
        {
            if (server.HasEnded)
            {
                throw new InvalidOperationException($"the registry ended: {Log}");
            }
        }
    }

    /// <summary>Kills the registry as a crash would. Its address refuses connections from now on.</summary>
    public async Task StopAsync()
    {
        await server!.StopAsync();
        server = null;
    }

    /// <summary>A client that trusts the registry's authority and knows its password.</summary>
    public HttpClient CreateClient()
    {
        var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        if (variant.Tls)
        {
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(CertificateAuthority);
        }

        var client = new HttpClient(handler) { BaseAddress = Address };
        if (variant.Login)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}")));
        }

        return client;
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
            server = null;
        }

        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private void WriteFiles()
    {
        Directory.CreateDirectory(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (variant.Tls)
        {
            PrivateAuthority.WriteInto(Folder);
        }

        if (variant.Login)
        {
            File.WriteAllText(Path.Combine(Folder, "htpasswd"), PasswordFile.Line(User, Password));
        }

        File.WriteAllText(Path.Combine(Folder, "config.yml"), $$"""
            version: 0.1
            log: { level: info }
            storage:
              {{(variant.InMemory ? "inmemory: {}" : $"filesystem: {{ rootdirectory: {Folder}/data }}")}}
              delete: { enabled: true }
              maintenance: { uploadpurging: { enabled: false } }
            http: { addr: '{{Host}}', secret: mesh-test{{(variant.Tls ? $", tls: {{ certificate: {Folder}/server.pem, key: {Folder}/server.key }}" : "")}} }
            {{(variant.Login ? $"auth: {{ htpasswd: {{ realm: mesh-test, path: {Folder}/htpasswd }} }}" : "")}}

            """);
    }

    private static async Task<bool> AnswersAsync(HttpClient client, CancellationToken cancellation)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri("/v2/", UriKind.Relative), cancellation);
            return answer.EnsureSuccessStatusCode().IsSuccessStatusCode;
        }
        catch (HttpRequestException refused) when (refused.StatusCode is null)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), cancellation);
            return false;
        }
    }
}
