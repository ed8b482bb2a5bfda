using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.DestinationRules;

/// <summary>Connection pools and outlier detection with values that do what nobody wants.</summary>
internal sealed class CircuitBreakers : ILintRule
{
    private static readonly (string Part, string Key)[] Counts =
    [
        ("tcp", "maxConnections"), ("http", "http1MaxPendingRequests"), ("http", "http2MaxRequests"), ("http", "maxRequestsPerConnection"), ("http", "maxRetries"), ("http", "maxConcurrentStreams"),
    ];

    private static readonly (string Part, string Key)[] Durations = [("tcp", "connectTimeout"), ("tcp", "idleTimeout"), ("tcp", "maxConnectionDuration"), ("http", "idleTimeout")];

    public IReadOnlyList<FindingKind> Kinds => [DestinationRuleFindings.PoolOfExample, DestinationRuleFindings.ConnectionPerRequest, DestinationRuleFindings.OutlierValues, DestinationRuleFindings.BadValue, DestinationRuleFindings.BlindFailover];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        foreach (var policy in mesh.Of(MeshKind.DestinationRule).SelectMany(Policies.Of))
        {
            Pool(policy["connectionPool"], remarks);
            Outliers(policy["outlierDetection"], remarks);
            Failover(policy, remarks);
        }
    }

    private static void Pool(Field pool, Remarks remarks)
    {
        foreach (var at in Counts.Select(count => pool[count.Part][count.Key]).Where(at => at.IsThere))
        {
            if (at.Whole is not (>= 0 and { } count))
            {
                remarks.Find(DestinationRuleFindings.BadValue, at, $"{at.Key} is {at.Json!.ToJsonString()}");
            }
            else if (at.Key is "maxRequestsPerConnection" && count == 1)
            {
                remarks.Find(DestinationRuleFindings.ConnectionPerRequest, at, "maxRequestsPerConnection 1");
            }
            else if (at.Key is "maxConnections" or "http1MaxPendingRequests" or "http2MaxRequests" && count == 1)
            {
                remarks.Find(DestinationRuleFindings.PoolOfExample, at, $"{at.Key} 1");
            }
        }

        foreach (var at in Durations.Select(one => pool[one.Part][one.Key]).Where(at => at.IsThere && !Spans.TryParse(at.Text, out _)))
        {
            remarks.Find(DestinationRuleFindings.BadValue, at, $"{at.Key} is {at.Json!.ToJsonString()}");
        }
    }

    private static void Outliers(Field outliers, Remarks remarks)
    {
        if (!outliers.IsThere)
        {
            return;
        }

        foreach (var at in new[] { outliers["interval"], outliers["baseEjectionTime"] }.Where(at => at.IsThere))
        {
            if (!Spans.TryParse(at.Text, out var span) || span < TimeSpan.FromMilliseconds(1))
            {
                remarks.Find(DestinationRuleFindings.BadValue, at, $"{at.Key} is {at.Json!.ToJsonString()}");
            }
        }

        // Istio's defaults, by its reference of DestinationRule: 10s and 30s.
        var interval = Spans.TryParse(outliers["interval"].Text, out var own) ? own : TimeSpan.FromSeconds(10);
        if (Spans.TryParse(outliers["baseEjectionTime"].Text, out var ejected) && ejected < interval && ejected > TimeSpan.Zero)
        {
            remarks.Find(DestinationRuleFindings.OutlierValues, outliers["baseEjectionTime"], $"baseEjectionTime {Spans.Text(ejected)} is below interval {Spans.Text(interval)}: an endpoint is back before it is looked at again");
        }

        if (outliers["maxEjectionPercent"] is { Whole: 0 or > 99 } share)
        {
            remarks.Find(DestinationRuleFindings.OutlierValues, share, share.Whole == 0 ? "maxEjectionPercent 0: nothing is ejected" : $"maxEjectionPercent {share.Whole}: every endpoint can be ejected at once");
        }

        if (outliers["consecutive5xxErrors"] is { Whole: 0 } off && outliers["consecutiveGatewayErrors"].Whole is null or 0 && outliers["consecutiveLocalOriginFailures"].Whole is null or 0)
        {
            remarks.Find(DestinationRuleFindings.OutlierValues, off, "consecutive5xxErrors 0 and no other count: nothing is ejected");
        }

        if (outliers["consecutiveErrors"] is { IsThere: true } old)
        {
            remarks.Find(DestinationRuleFindings.OutlierValues, old, "consecutiveErrors is no longer read", "Write consecutive5xxErrors or consecutiveGatewayErrors");
        }
    }

    private static void Failover(Field policy, Remarks remarks)
    {
        var setting = policy["loadBalancer"]["localityLbSetting"];
        if ((setting["failover"] is { IsThere: true } at || (at = setting["failoverPriority"]).IsThere) && setting["enabled"].Flag != false && !policy["outlierDetection"].IsThere)
        {
            // A subset and a port have what the rule says where they say nothing, but for a port that says anything at all.
            var inherited = policy.Object.Spec["trafficPolicy"]["outlierDetection"].IsThere && policy.ToString().EndsWith(".trafficPolicy", StringComparison.Ordinal);
            if (!inherited)
            {
                remarks.Find(DestinationRuleFindings.BlindFailover, at, $"{at.Key} without outlierDetection");
            }
        }
    }
}
