using System.Security.Cryptography.X509Certificates;
using Mesh.Core.Journal;
using Mesh.Core.Model;
using Mesh.Core.Registries;
using Mesh.Core.Registries.Ecr;
using Mesh.Core.Tests.Kubernetes;
using Microsoft.AspNetCore.Http;

namespace Mesh.Core.Tests.Registries.Ecr;

/// <summary>A loopback server in place of ECR's API, and clients of it with a fixed AWS credential.</summary>
internal sealed class Desk : IAsyncDisposable
{
    public const string Registry = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
    public const string SecretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    private readonly LoopbackServer server;

    private Desk(LoopbackServer server) => this.server = server;

    public LoopbackServer Server => server;

    public Dictionary<string, string> Variables { get; } = [];

    public SkippingTime Time { get; } = new(TimeSpan.FromSeconds(6));

    public Secrets Secrets { get; } = new();

    public RunJournal Journal => field ??= new RunJournal(Time, Secrets);

    public string Home { get; init; } = "/nowhere";

    public FixedAws Aws { get; init; } = new(new AwsCredential("AKIDEXAMPLE", SecretKey, "session-token"));

    public RegistrySurroundings Surroundings => new() { Variable = Variables.GetValueOrDefault, Home = Home };

    public EcrApi Api => field ??= new EcrApi(Surroundings, Journal, Time) { Aws = Aws };

    public EcrRepositories Repositories => new(Api);

    public EcrCredentials Credentials => field ??= new EcrCredentials(Api, Surroundings, Journal, Time);

    public static ImageRepository Web { get; } = new(Registry, "team/web");

    public static EcrHost Host(string registry = Registry) => EcrHost.TryParse(registry, out var host) ? host : throw new ArgumentException(registry);

    public static async Task<Desk> WithAsync(Func<HttpContext, int, Task> answer, AwsCredential? aws, X509Certificate2? certificate = null)
    {
        var desk = new Desk(await LoopbackServer.StartAsync(answer, certificate)) { Aws = new FixedAws(aws) };
        desk.Variables["AWS_ENDPOINT_URL_ECR"] = desk.Variables["AWS_ENDPOINT_URL_ECR_PUBLIC"] = desk.server.Address;
        return desk;
    }

    public static Task<Desk> WithAsync(Func<HttpContext, int, Task> answer, X509Certificate2? certificate = null) => WithAsync(answer, new AwsCredential("AKIDEXAMPLE", SecretKey, "session-token"), certificate);

    /// <summary>Gives the answers one after another, the last one again and again.</summary>
    public static Task<Desk> AnsweringAsync(params (int Status, string Body)[] answers) =>
        WithAsync((context, number) => LoopbackServer.WriteAsync(context, answers[Math.Min(number, answers.Length) - 1].Status, answers[Math.Min(number, answers.Length) - 1].Body));

    public static string Token(string password, DateTimeOffset? expires = null) => $$"""
        {"authorizationData":[{"authorizationToken":"{{Encode($"AWS:{password}")}}","expiresAt":{{(expires ?? DateTimeOffset.UnixEpoch.AddYears(80)).ToUnixTimeSeconds()}}.271,"proxyEndpoint":"https://{{Registry}}"}]}
        """;

    public static string Error(string type, string message = "what the service says") => $$"""{"__type":"{{type}}","message":"{{message}}"}""";

    public static string Encode(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));

    public ValueTask DisposeAsync() => server.DisposeAsync();

    /// <summary>An AWS credential that is there, or none.</summary>
    public sealed class FixedAws(AwsCredential? credential) : IAwsCredentials
    {
        private int asked;

        public int Asked => asked;

        public Task<AwsCredential?> FindAsync(CancellationToken cancellation)
        {
            Interlocked.Increment(ref asked);
            return Task.FromResult(credential);
        }
    }
}
