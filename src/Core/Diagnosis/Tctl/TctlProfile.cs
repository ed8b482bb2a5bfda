namespace Mesh.Core.Diagnosis.Tctl;

/// <summary>A profile of tctl: which management plane, as whom.</summary>
/// <param name="Cluster">The management plane; null where it names none.</param>
/// <param name="User">The account; null where it names none.</param>
/// <param name="Line">Its line in the file, from 1; null where it comes from no file.</param>
internal sealed record TctlProfile(string? Cluster, string? User, int? Line);
