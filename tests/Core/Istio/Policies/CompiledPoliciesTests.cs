using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Mesh.Core.Istio.Policies.Coverage;
using Mesh.Core.Istio.Policies.Evaluation;

namespace Mesh.Core.Tests.Istio.Policies;

/// <summary>The compiled form decides as the naive one does, and what is proven of policies holds for every request.</summary>
public sealed class CompiledPoliciesTests
{
    private static readonly string[] Blocks = ["0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "10.0.0.0/8", "10.1.0.0/16", "10.1.2.3", "::/0", "fd00::/8"];
    private static readonly string[] Spaces = ["a", "b", "*", "a*"];
    private static readonly string[] Principals = ["cluster.local/ns/a/sa/default", "*", "*/sa/default", "cluster.local/ns/b*"];
    private static readonly string[] Methods = ["GET", "POST", "*", "P*"];
    private static readonly string[] Paths = ["/x", "/x*", "*", "*y"];
    private static readonly string[] Ports = ["80", "8080"];

    private static readonly Gen<string> Request =
        from ip in Gen.Elements("10.1.2.3", "10.1.9.9", "10.9.9.9", "200.1.1.1", "fd00::1", "2001:db8::1")
        from who in Gen.Elements("", "namespace: a, ", "namespace: b, ", "namespace: ab, ")
        from rest in Gen.Elements("protocol: tcp, port: 80", "protocol: tcp, port: 8080", "method: GET, path: /x, port: 80", "method: POST, path: /xy, port: 8080", "method: DELETE, path: /y, port: 80")
        select $"{{ sourceIP: \"{ip}\", {who}{rest} }}";

    private static readonly Gen<string> Policies =
        from specs in Gen.ArrayOf(Spec(), 4)
        from count in Gen.Choose(1, 4)
        select string.Concat(specs.Take(count).Select((spec, number) => PolicyScene.Policy($"p{number}", spec)));

    [FsCheck.NUnit.Property(MaxTest = 150)]
    public Property The_compiled_form_decides_as_the_naive_one() => Prop.ForAll(Policies.ToArbitrary(), Request.ToArbitrary(), (policies, flow) =>
    {
        var mesh = PolicyScene.Read(policies);
        var expected = NaiveDecision.Of(mesh.Policies.All, PolicyScene.Request(flow));
        var actual = PolicyScene.Ask(mesh, flow).Answer;
        return (actual == expected).Label($"{actual} and not {expected}: {PolicyScene.Why(mesh, flow)}\n{flow}\n{policies}");
    });

    [FsCheck.NUnit.Property(MaxTest = 150)]
    public Property What_is_called_dead_lets_nobody_in() => Prop.ForAll(Policies.ToArbitrary(), Gen.ArrayOf(Request, 12).ToArbitrary(), (policies, flows) =>
    {
        var all = PolicyScene.Read(policies).Policies.All;
        var denies = new DenySet(all.Where(policy => policy.Action == Core.Istio.Policies.PolicyAction.Deny));
        var wrong = from allow in all.Where(policy => policy.Action == Core.Istio.Policies.PolicyAction.Allow)
                    where allow.Rules.Count > 0 && Combination.Of(allow).All(one => denies.On(one) is { IsWhole: true })
                    from flow in flows
                    where NaiveDecision.Of([allow, .. all.Where(policy => policy.Action == Core.Istio.Policies.PolicyAction.Deny)], PolicyScene.Request(flow)) == Answer.Allow
                    select $"{allow.Name} lets {flow} in";
        return (!wrong.Any()).Label($"{string.Join('\n', wrong)}\n{policies}");
    });

    private static Gen<string> Spec() =>
        from action in Gen.Elements("ALLOW", "DENY")
        from rules in Gen.ArrayOf(Rule(), 2)
        from count in Gen.Choose(0, 2)
        select $"action: {action}\nrules: [{string.Join(", ", rules.Take(action == "DENY" ? Math.Max(count, 1) : count))}]";

    private static Gen<string> Rule() =>
        from parts in Gen.Choose(0, 7)
        from sources in Gen.ArrayOf(Source(), 2)
        from operations in Gen.ArrayOf(Operation(), 2)
        from count in Gen.Choose(1, 2)
        from port in Gen.Elements(Ports)
        let texts = new[]
        {
            (parts & 1) == 0 ? null : $"from: [{string.Join(", ", sources.Take(count).Select(source => $"{{ source: {{ {source} }} }}"))}]",
            (parts & 2) == 0 ? null : $"to: [{string.Join(", ", operations.Take(count).Select(operation => $"{{ operation: {{ {operation} }} }}"))}]",
            parts < 6 ? null : $"when: [{{ key: destination.port, values: [\"{port}\"] }}]",
        }
        select $"{{ {string.Join(", ", texts.OfType<string>())} }}";

    private static Gen<string> Source() => Fields(("ipBlocks", Blocks), ("notIpBlocks", Blocks), ("namespaces", Spaces), ("notNamespaces", Spaces), ("principals", Principals), ("notPrincipals", Principals));

    private static Gen<string> Operation() => Fields(("methods", Methods), ("notMethods", Methods), ("paths", Paths), ("notPaths", Paths), ("ports", Ports), ("notPorts", Ports));

    // One field or two, each with one entry or two.
    private static Gen<string> Fields(params (string Name, string[] Values)[] fields) =>
        from first in Gen.Choose(0, fields.Length - 1)
        from second in Gen.Choose(0, fields.Length - 1)
        from values in Gen.ArrayOf(Gen.Choose(0, 100), 4)
        let chosen = new[] { first, second }.Distinct()
        select string.Join(", ", chosen.Select((at, number) => $"{fields[at].Name}: [{string.Join(", ", values.Skip(2 * number).Take(2).Select(value => $"\"{fields[at].Values[value % fields[at].Values.Length].ToString(CultureInfo.InvariantCulture)}\""))}]"));
}
