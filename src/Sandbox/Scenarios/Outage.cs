namespace Mesh.Sandbox.Scenarios;

/// <summary>A time in which the server does not answer, counted from when the sandbox began. Its controllers stand still meanwhile.</summary>
/// <param name="From">When it begins.</param>
/// <param name="To">When the server is back.</param>
public sealed record Outage(TimeSpan From, TimeSpan To);
