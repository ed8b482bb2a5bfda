using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.VirtualServices;

/// <summary>What a rule does with a request: one thing, and with a path that fits.</summary>
internal sealed class Actions : ILintRule
{
    private static readonly string[] Doing = ["route", "redirect", "directResponse", "delegate"];

    public IReadOnlyList<FindingKind> Kinds => [VirtualServiceFindings.Contradiction, VirtualServiceFindings.BadJoin];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        foreach (var rule in mesh.Of(MeshKind.VirtualService).SelectMany(service => service.Spec["http"].Items))
        {
            var done = Doing.Where(action => rule[action].IsThere).ToList();
            if (done.Count != 1)
            {
                remarks.Find(VirtualServiceFindings.Contradiction, done.Count == 0 ? rule : rule[done[1]], done.Count == 0 ? "the rule has none of them, so that it leads nowhere" : $"{string.Join(" and ", done)} in one rule");
            }
            else if (done[0] is "redirect" && rule["rewrite"].IsThere)
            {
                remarks.Find(VirtualServiceFindings.Contradiction, rule["rewrite"], "rewrite beside redirect", "Write the new path under redirect.uri");
            }

            Join(rule, remarks);
        }
    }

    private static void Join(Field rule, Remarks remarks)
    {
        if (rule["rewrite"]["uri"].Text is not { Length: > 0 } rewrite)
        {
            return;
        }

        foreach (var prefix in rule["match"].Items.Select(match => match["uri"]["prefix"].Text).OfType<string>().Where(prefix => prefix.Length > 1))
        {
            var (from, to) = (prefix.TrimEnd('/') + "/x", rewrite + (prefix.EndsWith('/') ? "x" : "/x"));
            // Both ways it only hurts where the two ends differ.
            if (prefix.EndsWith('/') != rewrite.EndsWith('/') && !rule["match"].Items.Any(match => match["uri"]["prefix"].Text == Other(prefix)))
            {
                remarks.Find(VirtualServiceFindings.BadJoin, rule["rewrite"]["uri"], $"{from} becomes {to}");
            }
        }
    }

    // The usual pair of /api/ and /api to one rewrite is well for the first and the best there is for the second.
    private static string Other(string prefix) => prefix.EndsWith('/') ? prefix[..^1] : prefix + "/";
}
