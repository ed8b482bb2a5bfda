using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.VirtualServices;

/// <summary>Retries that may do a thing twice.</summary>
internal sealed class UnsafeRetries : ILintRule
{
    private static readonly string[] Unsafe = ["5xx", "reset", "gateway-error", "retriable-4xx", "retriable-status-codes"];
    private static readonly string[] Always = ["5xx", "reset"];
    private static readonly string[] Once = ["POST", "PATCH"];

    public IReadOnlyList<FindingKind> Kinds => [VirtualServiceFindings.UnsafeRetries];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        foreach (var rule in mesh.Of(MeshKind.VirtualService).SelectMany(service => service.Spec["http"].Items))
        {
            var conditions = (rule["retries"]["retryOn"].Text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(Unsafe.Contains).ToList();
            if (conditions.Count == 0 || rule["retries"]["attempts"].Whole == 0)
            {
                continue;
            }

            var methods = rule["match"].Items.Select(match => match["method"]).ToList();
            var named = methods.Find(IsOnce);
            // Where no method is asked for, only what is surely no refusal counts: else every retry would be told.
            if (named is not null || ((methods.Count == 0 || methods.Exists(method => !method.IsThere)) && conditions.Exists(Always.Contains)))
            {
                remarks.Find(VirtualServiceFindings.UnsafeRetries, rule["retries"]["retryOn"], $"retryOn {string.Join(",", conditions)} for {(named is null ? "every method" : $"method {named["exact"].Text ?? named["prefix"].Text ?? named["regex"].Text}")}");
            }
        }
    }

    private static bool IsOnce(Field method) => Once.Any(once => method["exact"].Text == once || method["prefix"].Text is { Length: > 0 } prefix && once.StartsWith(prefix, StringComparison.Ordinal) || method["regex"].Text?.Contains(once, StringComparison.Ordinal) == true);
}
