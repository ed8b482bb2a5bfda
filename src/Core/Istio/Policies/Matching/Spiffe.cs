namespace Mesh.Core.Istio.Policies.Matching;

/// <summary>Identities as principals write them: TRUST_DOMAIN/ns/NAMESPACE/sa/SERVICE_ACCOUNT, without spiffe://.</summary>
internal static class Spiffe
{
    /// <summary>What certificates have before it, and principals have not.</summary>
    public const string Scheme = "spiffe://";

    /// <summary>An identity.</summary>
    /// <param name="trustDomain">The trust domain.</param>
    /// <param name="namespaceName">The namespace.</param>
    /// <param name="serviceAccount">The service account.</param>
    public static string Of(string trustDomain, string namespaceName, string serviceAccount) => $"{trustDomain}/ns/{namespaceName}/sa/{serviceAccount}";

    /// <summary>The trust domain of an identity; empty where it is none.</summary>
    /// <param name="principal">The identity, or an entry of principals.</param>
    public static string TrustDomainOf(string principal) => Parts(principal) is [var domain, ..] ? domain : "";

    /// <summary>The namespace in an identity; null where it has none.</summary>
    /// <param name="principal">The identity.</param>
    public static string? NamespaceOf(string? principal) => Parts(principal) is [_, _, var name, ..] ? name : null;

    /// <summary>The service account in an identity; null where it has none.</summary>
    /// <param name="principal">The identity.</param>
    public static string? ServiceAccountOf(string? principal) => Parts(principal) is [_, _, _, _, var name] ? name : null;

    // An entry without a whole identity, such as *, leaves the trust domain open.
    private static string[] Parts(string? principal) => principal?.Split('/') is [_, "ns", _, "sa", _] parts ? parts : [];
}
