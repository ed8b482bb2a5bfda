using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;
using Mesh.Core.Istio.Policies;
using Mesh.Core.Istio.Policies.Matching;

namespace Mesh.Core.Istio.Lint.Rules.Authorization;

/// <summary>Entries of principals and serviceAccounts that fit nobody, or that the server refuses.</summary>
internal sealed class Principals : ILintRule
{
    private const string Local = "cluster.local";

    public IReadOnlyList<FindingKind> Kinds => [AuthorizationFindings.SpiffePrefix, AuthorizationFindings.ForeignDomain, AuthorizationFindings.RefusedAccounts];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        foreach (var policy in mesh.Policies.All)
        {
            foreach (var value in policy.Rules.SelectMany(rule => rule.Fields).Where(field => field.Attribute == PolicyAttribute.Principal).SelectMany(field => field.Values))
            {
                LookAt(mesh, value, remarks);
            }

            foreach (var source in policy.Rules.SelectMany(rule => rule.From))
            {
                LookAtAccounts(source, remarks);
            }
        }
    }

    private static void LookAt(MeshSet mesh, PolicyValue value, Remarks remarks)
    {
        if (value.Text.StartsWith(Spiffe.Scheme, StringComparison.Ordinal))
        {
            remarks.Find(AuthorizationFindings.SpiffePrefix, value.At, value.Text, $"Write {value.Text[Spiffe.Scheme.Length..]}");
            return;
        }

        var facts = mesh.Policies.Facts;
        var domain = Spiffe.TrustDomainOf(value.Text);
        if (domain.Length == 0 || domain == Local || facts.TrustDomains.Any(own => TextPattern.Of(domain).Fits(own)))
        {
            return;
        }

        if (facts.IsTrustDomainKnown || facts.TrustDomain != Local || remarks.Misses(AuthorizationFindings.ForeignDomain, new ObjectKey(MeshKind.ConfigMap, facts.RootNamespace, "istio")))
        {
            remarks.Find(AuthorizationFindings.ForeignDomain, value.At, $"{value.Text} is of the trust domain {domain}, and this mesh's is {string.Join(" or ", facts.TrustDomains)}");
        }
    }

    private static void LookAtAccounts(PolicyClause source, Remarks remarks)
    {
        var accounts = source.Fields.Where(field => field.Attribute == PolicyAttribute.ServiceAccount).ToList();
        if (accounts.SelectMany(field => field.Values).FirstOrDefault(value => Policies.Reading.ValueCheck.WhyNot(accounts[0], value.Text) is not null) is { } refused)
        {
            remarks.Find(AuthorizationFindings.RefusedAccounts, refused.At, $"{refused.Text}: {Policies.Reading.ValueCheck.WhyNot(accounts[0], refused.Text)}");
        }

        if (accounts.Count > 0 && source.Fields.FirstOrDefault(field => field.Attribute is PolicyAttribute.Principal or PolicyAttribute.Namespace) is { } beside)
        {
            remarks.Find(AuthorizationFindings.RefusedAccounts, accounts[0].At, $"{accounts[0].Name} beside {beside.Name} ({beside.At.Shown()}) in one source");
        }
    }
}
