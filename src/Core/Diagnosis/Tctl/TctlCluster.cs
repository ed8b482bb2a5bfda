namespace Mesh.Core.Diagnosis.Tctl;

/// <summary>A management plane that tctl knows.</summary>
/// <param name="Address">Host and port; null where it has none.</param>
/// <param name="Line">Its line in the file, from 1.</param>
internal sealed record TctlCluster(string? Address, int? Line);
