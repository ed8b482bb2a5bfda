using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Mesh.Integration.Registries.Fixtures;

/// <summary>The three calls of the ECR API that are needed, in AWS JSON 1.1, for one account and region. It refuses what is not signed as AWS wants it, in AWS's own words.</summary>
internal sealed class EcrApiDouble : IAsyncDisposable
{
    public const string Account = "123456789012";
    public const string Region = "ap-southeast-1";

    /// <summary>The registry's host as images name it.</summary>
    public const string RegistryHost = $"{Account}.dkr.ecr.{Region}.amazonaws.com";

    public const string AccessKeyId = "AKIAMESHTEST00000000";
    public const string SecretAccessKey = "mesh+test/secret0000000000000000000000000";

    private const string Service = "AmazonEC2ContainerRegistry_V20150921";

    private readonly ConcurrentQueue<string> calls = new();
    private readonly ConcurrentDictionary<string, bool> repositories = new();
    private readonly string registryPassword;
    private LoopbackServer? server;

    private EcrApiDouble(string registryPassword) => this.registryPassword = registryPassword;

    public Uri Address => server!.Address;

    /// <summary>The operations that were called, with a sign that was right, in order.</summary>
    public IReadOnlyList<string> Calls => [.. calls];

    /// <summary>The repositories that are there.</summary>
    public ICollection<string> Repositories => repositories.Keys;

    /// <summary>Starts it.</summary>
    /// <param name="registryPassword">The password of the registry's user AWS, which is what it gives out.</param>
    public static async Task<EcrApiDouble> StartAsync(string registryPassword)
    {
        var api = new EcrApiDouble(registryPassword);
        api.server = await LoopbackServer.StartAsync(api.HandleAsync);
        return api;
    }

    /// <summary>Makes a repository, as its owner would have.</summary>
    public void Add(string repository) => repositories[repository] = true;

    public ValueTask DisposeAsync() => server!.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var signature = new AwsSignature(AccessKeyId, SecretAccessKey, Region, "ecr");
        if (signature.Refusal(context.Request, body.ToArray(), TimeProvider.System.GetUtcNow()) is { } refusal)
        {
            await RefuseAsync(context, refusal.Type, refusal.Message);
            return;
        }

        var target = context.Request.Headers["X-Amz-Target"].ToString();
        if (context.Request.Method != HttpMethods.Post || !target.StartsWith(Service + ".", StringComparison.Ordinal) || context.Request.ContentType != "application/x-amz-json-1.1")
        {
            await RefuseAsync(context, "UnknownOperationException", $"{context.Request.Method} {context.Request.ContentType} {target}");
            return;
        }

        var operation = target[(Service.Length + 1)..];
        calls.Enqueue(operation);
        var input = JsonNode.Parse(body.ToArray())!;
        await (operation switch
        {
            "GetAuthorizationToken" => AnswerAsync(context, StatusCodes.Status200OK, Authorization()),
            "DescribeRepositories" => DescribeAsync(context, input),
            "CreateRepository" => CreateAsync(context, (string)input["repositoryName"]!),
            _ => RefuseAsync(context, "UnknownOperationException", operation),
        });
    }

    private JsonObject Authorization() => new()
    {
        ["authorizationData"] = new JsonArray(new JsonObject
        {
            ["authorizationToken"] = Convert.ToBase64String(Encoding.UTF8.GetBytes($"AWS:{registryPassword}")),
            ["expiresAt"] = TimeProvider.System.GetUtcNow().AddHours(12).ToUnixTimeMilliseconds() / 1000.0,
            ["proxyEndpoint"] = $"https://{RegistryHost}",
        }),
    };

    private Task DescribeAsync(HttpContext context, JsonNode input)
    {
        var names = (input["repositoryNames"] as JsonArray)?.Select(name => (string)name!).ToList() ?? [.. repositories.Keys];
        return names.FirstOrDefault(name => !repositories.ContainsKey(name)) is { } missing
            ? RefuseAsync(context, "RepositoryNotFoundException", $"The repository with name '{missing}' does not exist in the registry with id '{Account}'")
            : AnswerAsync(context, StatusCodes.Status200OK, new JsonObject { ["repositories"] = new JsonArray([.. names.Select(Describe)]) });
    }

    private Task CreateAsync(HttpContext context, string name) => repositories.TryAdd(name, true)
        ? AnswerAsync(context, StatusCodes.Status200OK, new JsonObject { ["repository"] = Describe(name) })
        : RefuseAsync(context, "RepositoryAlreadyExistsException", $"The repository with name '{name}' already exists in the registry with id '{Account}'");

    private static JsonObject Describe(string name) => new()
    {
        ["repositoryArn"] = $"arn:aws:ecr:{Region}:{Account}:repository/{name}",
        ["registryId"] = Account,
        ["repositoryName"] = name,
        ["repositoryUri"] = $"{RegistryHost}/{name}",
        ["imageTagMutability"] = "MUTABLE",
    };

    private static Task RefuseAsync(HttpContext context, string type, string message) =>
        AnswerAsync(context, StatusCodes.Status400BadRequest, new JsonObject { ["__type"] = type, ["message"] = message });

    private static async Task AnswerAsync(HttpContext context, int status, JsonObject body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/x-amz-json-1.1";
        context.Response.Headers["x-amzn-RequestId"] = Guid.NewGuid().ToString();
        await context.Response.WriteAsync(body.ToJsonString());
    }
}
