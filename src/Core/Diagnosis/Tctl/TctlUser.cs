namespace Mesh.Core.Diagnosis.Tctl;

/// <summary>An account that tctl knows.</summary>
/// <param name="Organisation">Its organisation; null where it has none.</param>
/// <param name="Tenant">Its tenant; null where it has none.</param>
/// <param name="HasSecret">True where a password or token stands with it.</param>
/// <param name="Line">Its line in the file, from 1; null where it comes from no file.</param>
internal sealed record TctlUser(string? Organisation, string? Tenant, bool HasSecret, int? Line);
