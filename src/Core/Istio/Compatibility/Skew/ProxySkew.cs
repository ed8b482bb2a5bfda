using Mesh.Core.Findings;
using Mesh.Core.Images;

namespace Mesh.Core.Istio.Compatibility.Skew;

/// <summary>Whether control planes and proxies are near enough to one another.</summary>
internal static class ProxySkew
{
    private const int Allowed = 1;

    /// <summary>What is wrong between the control planes that run and the proxies there are.</summary>
    /// <param name="istiods">The control planes.</param>
    /// <param name="proxies">The proxies.</param>
    public static IEnumerable<Finding> Of(IReadOnlyList<Istiod> istiods, IReadOnlyList<ProxyGroup> proxies)
    {
        foreach (var istiod in istiods.Where(istiod => istiod.Minor is null))
        {
            yield return VersionFindings.Unreadable.On(istiod.Name, $"its image is {(istiod.Image.Length == 0 ? "not named" : istiod.Image)}");
        }

        // One finding, for there may be as many images of somebody's own as there are pods.
        if (proxies.Where(group => group.Minor is null).ToList() is [var one, ..] unreadable)
        {
            yield return VersionFindings.Unreadable.On(unreadable.Count == 1 ? $"{one}" : $"{unreadable.Sum(group => group.Count)} proxies", Words.List("image", [.. unreadable.Select(group => group.Image.Length == 0 ? "without a name" : group.Image)]));
        }

        foreach (var group in proxies.Where(group => group.Minor is not null))
        {
            var serving = Serving(istiods, group);
            if (serving.Count == 0)
            {
                continue;
            }

            var (oldest, newest) = (serving.MinBy(istiod => istiod.Minor)!, serving.MaxBy(istiod => istiod.Minor)!);
            if (newest.Minor!.Value.IsBefore(group.Minor!.Value))
            {
                yield return VersionFindings.ProxyAhead.On($"{group}", $"{group.Version} where {newest.Name} is {newest.Version}");
            }
            else if (group.Minor.Value.IsBefore(oldest.Minor!.Value) && oldest.Minor.Value.Ahead(group.Minor.Value) is null or > Allowed)
            {
                yield return VersionFindings.ProxyBehind.On($"{group}", $"{group.Version} where {oldest.Name} is {oldest.Version}: {oldest.Minor.Value.Ahead(group.Minor.Value)} minor versions, {Allowed} allowed");
            }
        }
    }

    /// <summary>What would be wrong once the control plane is upgraded in place: proxies stay as they are until their pods are restarted.</summary>
    /// <param name="target">The version of the control plane then.</param>
    /// <param name="proxies">The proxies.</param>
    public static IEnumerable<Finding> After(MinorVersion target, IReadOnlyList<ProxyGroup> proxies) =>
        from proxy in proxies
        where proxy.Minor is { } minor && minor.IsBefore(target) && target.Ahead(minor) is null or > Allowed
        select VersionFindings.ProxyBehind.On($"{proxy}", $"{proxy.Version}, and istiod would be {target} after this run: {target.Ahead(proxy.Minor!.Value)} minor versions, {Allowed} allowed") with { Severity = Severity.Error };

    // The control plane of its revision where there is one; else any may be its own.
    private static List<Istiod> Serving(IReadOnlyList<Istiod> istiods, ProxyGroup group)
    {
        var known = istiods.Where(istiod => istiod.Minor is not null).ToList();
        var own = known.Where(istiod => istiod.Revision == group.Revision).ToList();
        return own.Count > 0 ? own : known;
    }
}
