using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Mesh.Core.Images.Placing;
using Mesh.Core.Model;

namespace Mesh.Core.Tests.Images;

/// <summary>What holds for placements of every kind.</summary>
public sealed class PlacementLaws
{
    private static readonly string[] Keys = ["zone", "cores", "tier"];
    private static readonly string[] Texts = ["a", "b", "4", "9", ""];
    private static readonly string[] Effects = ["NoSchedule", "NoExecute", "PreferNoSchedule"];

    private static readonly Gen<ClusterNode> Node =
        from labels in Gen.Elements(Keys).Zip(Gen.Elements(Texts)).ListOf(3)
        from taints in (from key in Gen.Elements(Keys) from value in Gen.Elements(Texts) from effect in Gen.Elements(Effects) select new Taint(key, value, effect)).ListOf(2)
        from name in Gen.Elements(Keys)
        select new ClusterNode(name, new Platform("linux", "amd64"), labels.DistinctBy(pair => pair.Item1).ToDictionary(pair => pair.Item1, pair => pair.Item2), [.. taints]);

    private static readonly Gen<JsonObject> Toleration =
        from key in Gen.Elements([.. Keys, ""])
        from how in Gen.Elements("Equal", "Exists")
        from value in Gen.Elements(Texts)
        from effect in Gen.Elements([.. Effects, ""])
        select new JsonObject { ["key"] = key, ["operator"] = how, ["value"] = value, ["effect"] = effect };

    private static readonly Gen<JsonObject> Expression =
        from key in Gen.Elements(Keys)
        from how in Gen.Elements("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt")
        from values in Gen.Elements(Texts).ListOf(how is "Gt" or "Lt" ? 1 : how is "In" or "NotIn" ? 2 : 0)
        select new JsonObject { ["key"] = key, ["operator"] = how, ["values"] = new JsonArray([.. values.Select(value => JsonValue.Create(value))]) };

    private static readonly Gen<JsonObject> Term = from expressions in Expression.ListOf(2) select new JsonObject { ["matchExpressions"] = new JsonArray([.. expressions]) };

    private static readonly Gen<JsonObject> Spec =
        from selector in Gen.Elements(Keys).Zip(Gen.Elements(Texts)).ListOf(1)
        from selects in Gen.Elements(true, false)
        from terms in Term.ListOf(2)
        from demands in Gen.Elements(true, false)
        from tolerations in Toleration.ListOf(2)
        select new JsonObject
        {
            ["nodeSelector"] = selects ? new JsonObject(selector.Select(pair => KeyValuePair.Create(pair.Item1, (JsonNode?)pair.Item2))) : null,
            ["affinity"] = demands ? new JsonObject { ["nodeAffinity"] = new JsonObject { ["requiredDuringSchedulingIgnoredDuringExecution"] = new JsonObject { ["nodeSelectorTerms"] = new JsonArray([.. terms]) } } } : null,
            ["tolerations"] = new JsonArray([.. tolerations]),
        };

    [FsCheck.NUnit.Property]
    public Property A_further_toleration_never_takes_a_node_away() => Holds(Toleration, (spec, node, toleration) =>
        Implies(Fits(spec, node), Fits(With(spec, "tolerations", toleration), node)));

    [FsCheck.NUnit.Property]
    public Property A_further_selector_never_adds_a_node() => Holds(Gen.Elements(Keys).Zip(Gen.Elements(Texts)), (spec, node, label) =>
    {
        var narrower = (JsonObject)spec.DeepClone();
        (narrower["nodeSelector"] ??= new JsonObject())[label.Item1] = label.Item2;
        return spec["nodeSelector"]?[label.Item1] is not null || Implies(Fits(narrower, node), Fits(spec, node));
    });

    [FsCheck.NUnit.Property]
    public Property A_further_condition_in_a_term_never_adds_a_node() => Holds(Expression, (spec, node, expression) =>
    {
        var narrower = (JsonObject)spec.DeepClone();
        if (narrower["affinity"]?["nodeAffinity"]?["requiredDuringSchedulingIgnoredDuringExecution"]?["nodeSelectorTerms"] is not JsonArray terms)
        {
            return true;
        }

        foreach (var term in terms)
        {
            ((JsonArray)term!["matchExpressions"]!).Add(expression.DeepClone());
        }

        return Implies(Fits(narrower, node), Fits(spec, node));
    });

    [FsCheck.NUnit.Property]
    public Property A_further_taint_never_adds_a_pod() => Holds(Gen.Elements(Effects), (spec, node, effect) =>
        Implies(Fits(spec, node with { Taints = [.. node.Taints, new Taint("more", "", effect)] }), Fits(spec, node)));

    [FsCheck.NUnit.Property]
    public Property Tolerating_everything_leaves_only_what_the_labels_say() => Holds(Gen.Constant(0), (spec, node, _) =>
        Fits(With(spec, "tolerations", new JsonObject { ["operator"] = "Exists" }), node) == Fits(spec, node with { Taints = [] }));

    [FsCheck.NUnit.Property]
    public Property A_condition_and_its_opposite_never_agree() => Holds(Expression, (_, node, expression) =>
    {
        var one = NodeRequirement.Of(expression);
        var opposite = one with { Operator = one.Operator switch { "In" => "NotIn", "NotIn" => "In", "Exists" => "DoesNotExist", "DoesNotExist" => "Exists", "Gt" => "Lt", _ => "Gt" } };
        return !(node.Fulfils(one) && node.Fulfils(opposite)) && (one.Operator is "Gt" or "Lt" || node.Fulfils(one) || node.Fulfils(opposite));
    });

    private static Property Holds<T>(Gen<T> more, Func<JsonObject, ClusterNode, T, bool> law) => Prop.ForAll(
        (from spec in Spec from node in Node from one in more select (spec, node, one)).ToArbitrary(), all => law(all.spec, all.node, all.one));

    private static bool Implies(bool condition, bool consequence) => !condition || consequence;

    private static bool Fits(JsonObject spec, ClusterNode node) => Placement.Of(spec).Fits(node);

    private static JsonObject With(JsonObject spec, string list, JsonObject item)
    {
        var more = (JsonObject)spec.DeepClone();
        ((JsonArray)more[list]!).Add(item.DeepClone());
        return more;
    }
}
