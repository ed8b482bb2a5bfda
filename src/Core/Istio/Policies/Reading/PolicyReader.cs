using Mesh.Core.Istio.Lint.Objects;

namespace Mesh.Core.Istio.Policies.Reading;

/// <summary>Reads an AuthorizationPolicy. What it cannot make sense of becomes a fault of the policy, and the rest is read as istiod would read it.</summary>
internal static class PolicyReader
{
    private static readonly string[] Keys = ["selector", "targetRef", "targetRefs", "action", "provider", "rules"];

    /// <summary>The policy that an object is.</summary>
    /// <param name="item">An object of the kind AuthorizationPolicy.</param>
    public static AuthorizationPolicy Read(MeshObject item)
    {
        var (spec, faults) = (item.Spec, new Faults());
        faults.Unknown(spec, Keys);
        var action = spec["action"];
        return new(item.Name, item.Namespace, item.Root)
        {
            Action = Action(action, faults),
            ActionAt = action.IsThere ? action : item.Root["metadata"]["name"],
            Provider = spec["provider"]["name"].Text is { Length: > 0 } provider ? provider : null,
            Selector = Selector(spec["selector"], faults),
            Targets = [.. Targets(spec, faults)],
            Rules = [.. RuleReader.Read(spec["rules"], faults)],
            DryRun = item.Root["metadata"]["annotations"]["istio.io/dry-run"] is { Text: { } value } annotation ? new(value, annotation) : null,
            Faults = faults.All,
        };
    }

    /// <summary>The selector that stands at a field; null where there is none.</summary>
    /// <param name="field">The field.</param>
    /// <param name="faults">Takes what is wrong with it.</param>
    internal static PolicySelector? Selector(Field field, Faults faults)
    {
        if (!faults.Is<System.Text.Json.Nodes.JsonObject>(field, "keys with values"))
        {
            return null;
        }

        faults.Unknown(field, ["matchLabels"]);
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var label in field["matchLabels"].Members)
        {
            if (label.Text is not { } value)
            {
                faults.Add(label, $"the label {label.Key} is no text; put it in quotes");
                continue;
            }

            if (value.Contains('*', StringComparison.Ordinal) || label.Key!.Contains('*', StringComparison.Ordinal))
            {
                faults.Add(label, $"the server refuses the selector {label.Key}={value}: selectors have no wildcards");
            }

            labels[label.Key!] = value;
        }

        return new(labels, field);
    }

    private static PolicyAction Action(Field field, Faults faults)
    {
        switch (field.Text)
        {
            case "ALLOW" or null when field.Text is not null || !field.IsThere:
                return PolicyAction.Allow;
            case "DENY":
                return PolicyAction.Deny;
            case "AUDIT":
                return PolicyAction.Audit;
            case "CUSTOM":
                return PolicyAction.Custom;
            default:
                faults.Add(field, $"the server refuses the action {field.Json?.ToJsonString()}; there are ALLOW, DENY, AUDIT and CUSTOM");
                return PolicyAction.Allow;
        }
    }

    private static IEnumerable<TargetRef> Targets(Field spec, Faults faults)
    {
        var listed = spec["targetRefs"].Items.ToList();
        if (listed.Count == 0 && spec["targetRef"].IsThere)
        {
            listed.Add(spec["targetRef"]);
        }

        foreach (var target in listed)
        {
            faults.Unknown(target, ["group", "kind", "name", "namespace"]);
            yield return new(target["group"].Text ?? "", target["kind"].Text ?? "", target["name"].Text ?? "", target["namespace"].Text, target);
        }
    }
}
