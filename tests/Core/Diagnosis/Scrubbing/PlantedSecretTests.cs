using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Kubernetes;

namespace Mesh.Core.Tests.Diagnosis.Scrubbing;

/// <summary>Secrets of any look, planted where they are found in clusters: none comes through.</summary>
public sealed class PlantedSecretTests
{
    private const string Letters = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private const string Marks = "!#%*+,-./:;=?@^_|~()[]{}<>$";

    [FsCheck.NUnit.Property(MaxTest = 100)]
    public Property No_secret_comes_through_wherever_it_was_planted() => Prop.ForAll(Secrets(), secret =>
    {
        var objects = Plant(secret).Select(planted => ObjectSieve.Of(planted.Kind, planted.Item).ToJsonString()).ToList();
        var survivors = objects.Where(text => Shows(text, secret)).ToList();
        return survivors.Count == 0 ? true.ToProperty() : false.Label($"{secret}: {survivors[0]}");
    });

    [FsCheck.NUnit.Property(MaxTest = 100)]
    public Property No_token_comes_through_a_log() => Prop.ForAll(Tokens(), token =>
    {
        string[] lines =
        [
            $"GET /x HTTP/1.1 Authorization: Bearer {token}", $"{{\"authorization\":\"Bearer {token}\"}}", $"token={token}", $"\"token\": \"{token}\"", $"{{\\\"access_token\\\":\\\"{token}\\\"}}",
            $"--token {token}", $"--token={token} --x", $"https://user:{token}@registry/v2", $"?access_token={token}&x=1", $"client-secret: {token}",
        ];
        var survivors = lines.Where(line => string.Join('\n', PrintedLines.Of($"first\n{line}\nlast\n", 10)).Contains(token, StringComparison.Ordinal)).ToList();
        return survivors.Count == 0 ? true.ToProperty() : false.Label(survivors[0]);
    });

    private static Arbitrary<string> Secrets() =>
        (from length in Gen.Choose(8, 40)
         from letters in Gen.ArrayOf(Gen.Frequency((6, Gen.Elements(Letters.ToCharArray())), (1, Gen.Elements(Marks.ToCharArray()))), length)
         select "q7" + new string(letters)).ToArbitrary();

    private static Arbitrary<string> Tokens() =>
        (from length in Gen.Choose(12, 60)
         from letters in Gen.ArrayOf(Gen.Elements((Letters + "-_").ToCharArray()), length)
         select "q7" + new string(letters)).ToArbitrary();

    // As it is, as JSON writes it, and as base64.
    private static bool Shows(string text, string secret) => text.Contains(secret, StringComparison.Ordinal)
        || text.Contains(JsonValue.Create(secret).ToJsonString().Trim('"'), StringComparison.Ordinal) || text.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)), StringComparison.Ordinal);

    private static IEnumerable<(ResourceKind Kind, JsonObject Item)> Plant(string secret)
    {
        var base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(secret));
        var applied = new JsonObject
        {
            ["apiVersion"] = "v1", ["kind"] = "Pod",
            ["spec"] = new JsonObject { ["containers"] = new JsonArray(new JsonObject { ["env"] = new JsonArray(new JsonObject { ["name"] = "API_TOKEN", ["value"] = secret }) }) },
        }.ToJsonString();
        yield return (ResourceKind.Pod, new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "web", ["annotations"] = new JsonObject { ["kubectl.kubernetes.io/last-applied-configuration"] = applied, ["vault/password"] = secret } },
            ["spec"] = new JsonObject
            {
                ["containers"] = new JsonArray(new JsonObject
                {
                    ["name"] = "app",
                    ["env"] = new JsonArray(new JsonObject { ["name"] = "DB_PASSWORD", ["value"] = secret }, new JsonObject { ["name"] = "clientSecret", ["value"] = secret }, new JsonObject { ["name"] = "AWS_SECRET_ACCESS_KEY", ["value"] = secret }),
                    ["args"] = new JsonArray("--user", "jane", "--password", secret, "--port=80"),
                }),
            },
        });
        yield return (ResourceKind.Secret, new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "db", ["annotations"] = new JsonObject { ["kubectl.kubernetes.io/last-applied-configuration"] = new JsonObject { ["data"] = new JsonObject { ["x"] = base64 } }.ToJsonString() } },
            ["data"] = new JsonObject { ["x"] = base64 }, ["stringData"] = new JsonObject { ["x"] = secret },
        });
        yield return (ResourceKind.ConfigMap, new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "istio" },
            ["data"] = new JsonObject
            {
                ["password"] = secret,
                ["config"] = $"apiVersion: v1\nkind: Config\nusers:\n- name: x\n  user:\n    token: {secret}\n",
                ["docker"] = new JsonObject { ["auths"] = new JsonObject { ["r"] = new JsonObject { ["auth"] = base64, ["password"] = secret } } }.ToJsonString(),
            },
            ["binaryData"] = new JsonObject { ["b"] = base64 },
        });
    }
}
