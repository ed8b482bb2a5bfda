using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Core.Diagnosis.Checks;
using Mesh.Core.Diagnosis.Xds.Tokens;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Xds.Causes;

/// <summary>Whether istiod was told to expect tokens of an issuer of its own choice (JWT_RULE), as one outside of a cluster is.</summary>
internal static class OtherIssuer
{
    public static CheckAnswer Judge(TokenCase known)
    {
        if (known.Istiods.Value is not [_, ..])
        {
            return Answer.Unknown("no istiod was seen");
        }

        if (known.OfIstiod("JWT_RULE") is not { Length: > 0 } text)
        {
            return Answer.No("istiod has no JWT_RULE");
        }

        if (Parse(text).Text("issuer") is not { } issuer)
        {
            return Answer.Unknown("istiod's JWT_RULE names no issuer that can be read");
        }

        return known.Claims?.Issuer is not { } own ? Answer.NoClaims(known)
            // Kubernetes' own tokens are asked about besides, so that another issuer alone is no reason.
            : own != issuer && known.Complaint is { Cause: XdsCause.OtherIssuer } ? Answer.Yes($"istiod expects tokens of {Printable.OneLine(issuer)} (JWT_RULE), and this one is of {own}")
            : Answer.No($"istiod's JWT_RULE names {Printable.OneLine(issuer)}, and it asks the API server besides");
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
