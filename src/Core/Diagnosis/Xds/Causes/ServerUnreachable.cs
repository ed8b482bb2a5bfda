using Mesh.Core.Diagnosis.Checks;
using Mesh.Core.Diagnosis.Xds.Tokens;

namespace Mesh.Core.Diagnosis.Xds.Causes;

/// <summary>Whether istiod reaches the API server: only istiod's own words tell, since the way from here is another.</summary>
internal static class ServerUnreachable
{
    public static CheckAnswer Judge(TokenCase known) => known.Complaint is { Cause: not null and not XdsCause.ServerUnreachable }
        ? Answer.No("istiod names another reason")
        : Answer.Unknown("whether istiod reaches the API server only its log tells");
}
