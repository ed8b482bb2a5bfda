namespace Mesh.Core.Istio.Revisions;

/// <summary>Something that needs a revision of the control plane.</summary>
/// <param name="Subject">What it is: <c>pod/web-1 in beta</c>.</param>
/// <param name="Why">How it points to the revision, as a sentence without a full stop.</param>
internal sealed record RevisionUser(string Subject, string Why);
