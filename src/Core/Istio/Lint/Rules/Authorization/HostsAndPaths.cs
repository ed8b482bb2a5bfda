using System.Text.RegularExpressions;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;
using Mesh.Core.Istio.Policies;
using Mesh.Core.Istio.Policies.Matching;

namespace Mesh.Core.Istio.Lint.Rules.Authorization;

/// <summary>Hosts and paths that another way of writing them gets around, and methods that gRPC never has.</summary>
internal sealed partial class HostsAndPaths : ILintRule
{
    public IReadOnlyList<FindingKind> Kinds => [AuthorizationFindings.HostPort, AuthorizationFindings.PathSlashes, AuthorizationFindings.GrpcMethod];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        foreach (var policy in mesh.Policies.All)
        {
            foreach (var operation in policy.Rules.SelectMany(rule => rule.To))
            {
                LookAtMethods(operation, remarks);
            }

            // What is written otherwise than expected does harm where not to fit means to pass.
            foreach (var field in policy.Rules.SelectMany(rule => rule.Fields).Where(field => field.Negated == (policy.Action == PolicyAction.Allow) && policy.Action is PolicyAction.Allow or PolicyAction.Deny))
            {
                LookAtHosts(field, remarks);
                LookAtPaths(mesh, field, remarks);
            }
        }
    }

    private static void LookAtHosts(PolicyField field, Remarks remarks)
    {
        var values = field.Attribute == PolicyAttribute.Host ? field.Values : [];
        if (values.FirstOrDefault(value => !value.Text.Contains(':', StringComparison.Ordinal) && !value.Text.EndsWith('*') && !values.Any(other => other.Text.StartsWith($"{value.Text}:", StringComparison.OrdinalIgnoreCase))) is { } bare)
        {
            remarks.Find(AuthorizationFindings.HostPort, bare.At, $"{bare.Text} in {field.Name}, and {bare.Text}:8080 gets around it", bare.Text[0] == '*' ? $"Name whole hosts, each twice: with and without :*, since {bare.Text}:* would have two asterisks" : $"Write {bare.Text} and {bare.Text}:*");
        }
    }

    private static void LookAtPaths(MeshSet mesh, PolicyField field, Remarks remarks)
    {
        if (field.Attribute == PolicyAttribute.Path && mesh.Policies.Facts.Normalization is PathNormalization.None or PathNormalization.Base
            && field.Values.FirstOrDefault(value => value.Text.StartsWith('/') && value.Text is not ("/*" or "/")) is { } path && field.Attribute == PolicyAttribute.Path
            && (mesh.Settings.Config is not null || remarks.Misses(AuthorizationFindings.PathSlashes, new ObjectKey(MeshKind.ConfigMap, mesh.Policies.Facts.RootNamespace, "istio"))))
        {
            remarks.Find(AuthorizationFindings.PathSlashes, path.At, $"{path.Text} in {field.Name}, and /{path.Text} gets around it where paths are normalized as {mesh.Policies.Facts.Normalization.ToString().ToUpperInvariant()}");
        }
    }

    private static void LookAtMethods(PolicyClause operation, Remarks remarks)
    {
        if (operation["methods"] is { } methods && operation["paths"] is { } paths && paths.Values.All(path => GrpcPath().IsMatch(path.Text))
            && !methods.Values.Any(method => TextPattern.Of(method.Text).Fits("POST")))
        {
            remarks.Find(AuthorizationFindings.GrpcMethod, methods.At, $"methods {string.Join(", ", methods.Values.Take(3).Select(method => method.Text))} with {paths.Values[0].Text}, which is a call of gRPC");
        }
    }

    // A package with a dot, a service, a method: /bookinfo.v1.Reviews/Get, or all of a service.
    [GeneratedRegex(@"^/[a-z][\w]*(\.\w+)*\.[A-Z]\w*/(\w+|\*)$", RegexOptions.CultureInvariant)]
    private static partial Regex GrpcPath();
}
