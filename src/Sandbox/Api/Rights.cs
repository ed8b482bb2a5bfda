using Mesh.Core.Kubernetes;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Sandbox.Api;

/// <summary>A user may do everything but what the scenario denies.</summary>
internal static class Rights
{
    public static bool Allow(ScenarioContext user, AccessRule rule) => !user.Denied.Any(denied =>
        Covers(denied.Verb, rule.Verb) && Covers(denied.Group, rule.Group) && Covers(denied.Resource, rule.Resource) && (denied.Namespace is null || denied.Namespace == rule.Namespace));

    private static bool Covers(string denied, string asked) => denied == "*" || denied == asked;
}
