namespace Mesh.Core.Istio.Policies.Evaluation;

/// <summary>What a request has of an attribute, as text.</summary>
internal static class RequestValues
{
    /// <summary>The text; null where the request has none.</summary>
    /// <param name="request">The request.</param>
    /// <param name="field">The field that asks.</param>
    public static string? Of(this AccessRequest request, PolicyField field) => field.Attribute switch
    {
        PolicyAttribute.SourceIp => request.SourceIp?.ToString(),
        PolicyAttribute.RemoteIp => request.RemoteIp?.ToString(),
        PolicyAttribute.DestinationIp => request.DestinationIp?.ToString(),
        PolicyAttribute.Principal => request.Principal,
        PolicyAttribute.Namespace => request.Namespace,
        PolicyAttribute.ServiceAccount => request.Principal is null ? null : $"{request.Namespace}/{request.ServiceAccount}",
        PolicyAttribute.RequestPrincipal => request.Issuer is null && request.Subject is null ? null : $"{request.Issuer}/{request.Subject}",
        PolicyAttribute.RequestAudience => Claim(request, "aud"),
        PolicyAttribute.RequestPresenter => Claim(request, "azp"),
        PolicyAttribute.RequestClaim => Claim(request, string.Join("][", field.Brackets)),
        PolicyAttribute.RequestHeader => request.Headers.GetValueOrDefault(field.Brackets is [var name, ..] ? name : ""),
        PolicyAttribute.Host => request.Host,
        PolicyAttribute.Method => request.Method,
        PolicyAttribute.Path => request.Path,
        PolicyAttribute.Port => request.Port is { } port ? port.ToString(System.Globalization.CultureInfo.InvariantCulture) : null,
        PolicyAttribute.Sni => request.Sni,
        _ => null,
    };

    private static string? Claim(AccessRequest request, string path) => request.Claims.GetValueOrDefault(path) is { Count: > 0 } values ? string.Join(", ", values) : null;
}
