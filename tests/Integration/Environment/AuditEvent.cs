namespace Mesh.Integration.Environment;

/// <summary>One answered request, as the API server recorded it.</summary>
/// <param name="Verb">Such as get, list, create, patch or deletecollection.</param>
/// <param name="Uri">Path and query as they were sent.</param>
/// <param name="User">Who sent it.</param>
/// <param name="DryRun">Whether its query asks for <c>dryRun=All</c>.</param>
/// <param name="UserAgent">What the client calls itself; empty when it does not say.</param>
/// <param name="ResponseCode">The HTTP status of the answer.</param>
/// <param name="ApiGroup">Empty for the core group and for requests that are not for an object.</param>
/// <param name="Resource">Such as deployments; empty for requests that are not for an object.</param>
/// <param name="Subresource">Such as scale or status; mostly empty.</param>
/// <param name="Namespace">Empty for objects without one.</param>
/// <param name="Name">Empty for lists, and for objects that are only being created.</param>
public sealed record AuditEvent(
    string Verb,
    string Uri,
    string User,
    bool DryRun,
    string UserAgent,
    int ResponseCode,
    string ApiGroup,
    string Resource,
    string Subresource,
    string Namespace,
    string Name)
{
    /// <summary>Whether the request could change what is stored. The reviews (may I, who is this) are sent as
    /// <c>create</c> too, but nothing of them is ever kept.</summary>
    public bool IsMutation =>
        Verb is "create" or "update" or "patch" or "delete" or "deletecollection"
        && ApiGroup is not ("authorization.k8s.io" or "authentication.k8s.io");
}
