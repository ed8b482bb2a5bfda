using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.VirtualServices;

/// <summary>Timeouts and retries that do not go together, or not with what the callee takes.</summary>
internal sealed class Timing : ILintRule
{
    // Says how long the callee usually takes; on the VirtualService or the Service.
    private const string ResponseTime = "mesh.lint/response-time";

    public IReadOnlyList<FindingKind> Kinds => [VirtualServiceFindings.RetriesBeyondTimeout, VirtualServiceFindings.TimeoutTooShort, VirtualServiceFindings.NoDuration];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        foreach (var rule in mesh.Of(MeshKind.VirtualService).SelectMany(service => service.Spec["http"].Items))
        {
            var (timeout, single) = (Read(rule["timeout"], remarks), Read(rule["retries"]["perTryTimeout"], remarks));
            Fit(rule, timeout, single, remarks);
            foreach (var (limit, at) in new[] { (timeout, rule["timeout"]), (single, rule["retries"]["perTryTimeout"]) })
            {
                if (limit is { } short_ && short_ > TimeSpan.Zero && Usual(mesh, rule) is var (usual, by) && short_ < usual)
                {
                    remarks.Find(VirtualServiceFindings.TimeoutTooShort, at, $"{at.Key} {at.Text}, and {by.Place} usually takes {Spans.Text(usual)}: every such request is cut off {Spans.Text(usual - short_)} before its answer; {Spans.Text(usual * 1.2)} leaves a fifth");
                }
            }
        }
    }

    private static void Fit(Field rule, TimeSpan? timeout, TimeSpan? single, Remarks remarks)
    {
        if (timeout is not { } all || single is not { } one || all <= TimeSpan.Zero || one <= TimeSpan.Zero || rule["retries"]["attempts"].Whole is not { } retries || retries is < 1 or > 1000)
        {
            return;
        }

        var wanted = one * (retries + 1);
        if (wanted > all)
        {
            var fitting = (long)Math.Ceiling(all / one);
            remarks.Find(VirtualServiceFindings.RetriesBeyondTimeout, rule["timeout"], $"the first try and {retries} {(retries == 1 ? "retry" : "retries")} of up to {Spans.Text(one)} each need {Spans.Text(wanted)}, and after {Spans.Text(all)} it is over: {fitting} of {retries + 1} tries {(fitting == 1 ? "fits" : "fit")}");
        }
    }

    private static TimeSpan? Read(Field field, Remarks remarks)
    {
        if (!field.IsThere)
        {
            return null;
        }

        if (Spans.TryParse(field.Text, out var span))
        {
            return span;
        }

        remarks.Find(VirtualServiceFindings.NoDuration, field, $"{field.Key} is {field.Json!.ToJsonString()}");
        return null;
    }

    private static (TimeSpan Usual, MeshObject By)? Usual(MeshSet mesh, Field rule)
    {
        var places = Routes.Destinations(rule).Select(destination => destination["host"].Text).OfType<string>().SelectMany(host => mesh.Hosts.Find(mesh.Hosts.Complete(host, rule.Object.Namespace))).Select(host => host.Object).Prepend(rule.Object);
        return places.Select(place => (Spans.TryParse(place.Annotations.GetValueOrDefault(ResponseTime), out var span) ? span : TimeSpan.Zero, place)).FirstOrDefault(pair => pair.Item1 > TimeSpan.Zero) is { place: not null } found ? found : null;
    }
}
