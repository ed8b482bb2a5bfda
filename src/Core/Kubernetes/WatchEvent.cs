using System.Text.Json.Nodes;

namespace Mesh.Core.Kubernetes;

/// <summary>One event of a watch.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Object">The object as it is now; for a deleted one, as it last was.</param>
public sealed record WatchEvent(WatchEventType Type, JsonObject Object);
