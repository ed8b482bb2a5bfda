using System.Text.Json.Nodes;

namespace Mesh.Core.Findings;

/// <summary>Knows what failures come from. Those who meet a failure ask it, so that they can name the cause and not only what they saw.</summary>
public interface IExplains
{
    /// <summary>The cause that is best founded; null where what was said is no known failure, or only says that something has failed. Never throws.</summary>
    /// <param name="messages">What was said, first to last.</param>
    /// <param name="pod">The pod that it is about, as the server has it; null where there is none.</param>
    Finding? Explain(IReadOnlyList<FailureMessage> messages, JsonObject? pod = null);
}
