namespace Mesh.Core.Istio.Verification;

/// <summary>A webhook configuration as it was found.</summary>
/// <param name="Configuration">Such as <c>mutatingwebhookconfiguration/istio-sidecar-injector</c>.</param>
/// <param name="Server">Where it leads, such as <c>istiod in istio-system:443</c>; several are joined.</param>
/// <param name="Endpoints">How many ready ones are behind it, the fewest of several; null where that could not be seen.</param>
/// <param name="Trusts">What its caBundle trusts, or why that is nothing.</param>
/// <param name="TrustsIstiod">Whether that is what istiod's certificate leads to; null where it is not known.</param>
/// <param name="FailurePolicy">What the API server does when nobody answers: Fail or Ignore, or both where its webhooks differ.</param>
internal sealed record SeenWebhook(string Configuration, string Server, int? Endpoints, string Trusts, bool? TrustsIstiod, string FailurePolicy);
