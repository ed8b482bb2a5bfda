using System.Text.Json.Nodes;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Istio.Policies.Coverage;

/// <summary>What was meant by a DENY of everything beside an ALLOW of some addresses, in the two forms that do it, as YAML fit to be applied.</summary>
internal static class RightForms
{
    // Beyond that nobody reads it, and whoever has so many blocks has them from somewhere.
    private const int Most = 50;

    /// <summary>Both forms, each with what has to go; in words alone where there are too many entries to print.</summary>
    /// <param name="allow">The ALLOW.</param>
    /// <param name="deny">The DENY.</param>
    public static string Of(AuthorizationPolicy allow, AuthorizationPolicy deny)
    {
        if (allow.Rules.SelectMany(rule => rule.Fields).Sum(field => field.Values.Count) is > Most and var entries)
        {
            return $"Keep one of these.\n# 1: the ALLOW alone, which denies everything else by itself; delete {deny.At.Object.Key}\n# 2: a DENY alone, with the {entries} entries of the ALLOW in notIpBlocks or notRemoteIpBlocks; delete {allow.At.Object.Key}";
        }

        var one = Kept(allow.At.Object, allow, "ALLOW", allow.At.Object.Spec["rules"].Json?.DeepClone());
        var text = $"Keep one of these.\n# 1: the ALLOW alone, which denies everything else by itself; delete {deny.At.Object.Key}\n{YamlText.Of(one)}";
        return Negated(allow) is { } negated
            ? $"{text}# 2: a DENY alone, of everything but these addresses; delete {allow.At.Object.Key}\n{YamlText.Of(Kept(deny.At.Object, allow, "DENY", negated))}"
            : $"{text}# 2: a DENY alone cannot say it, since the ALLOW asks for more than addresses";
    }

    /// <summary>Whether an ALLOW asks for addresses alone, so that a DENY can say the same.</summary>
    /// <param name="allow">The ALLOW.</param>
    public static bool AsksForAddresses(AuthorizationPolicy allow) => Negated(allow) is not null;

    // The scope is the ALLOW's: that is what was to be reached by some.
    private static JsonObject Kept(MeshObject source, AuthorizationPolicy scope, string action, JsonNode? rules)
    {
        var spec = new JsonObject { ["action"] = action, ["rules"] = rules ?? new JsonArray() };
        foreach (var key in new[] { "selector", "targetRef", "targetRefs" })
        {
            if (scope.At.Object.Spec[key].Json is { } same)
            {
                spec[key] = same.DeepClone();
            }
        }

        return new()
        {
            ["apiVersion"] = source.ApiVersion,
            ["kind"] = "AuthorizationPolicy",
            ["metadata"] = new JsonObject { ["name"] = source.Name, ["namespace"] = scope.Namespace },
            ["spec"] = spec,
        };
    }

    private static JsonArray? Negated(AuthorizationPolicy allow)
    {
        var fields = allow.Rules.SelectMany(rule => rule.Fields).ToList();
        var attribute = fields.FirstOrDefault()?.Attribute;
        if (attribute is not (PolicyAttribute.SourceIp or PolicyAttribute.RemoteIp) || fields.Any(field => field.Attribute != attribute || field.Negated))
        {
            return null;
        }

        var blocks = fields.SelectMany(field => field.Values).Select(value => value.Text).Distinct(StringComparer.Ordinal);
        var name = attribute == PolicyAttribute.SourceIp ? "notIpBlocks" : "notRemoteIpBlocks";
        return [new JsonObject { ["from"] = new JsonArray(new JsonObject { ["source"] = new JsonObject { [name] = new JsonArray([.. blocks.Select(block => (JsonNode)block)]) } }) }];
    }
}
