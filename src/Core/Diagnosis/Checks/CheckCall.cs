namespace Mesh.Core.Diagnosis.Checks;

/// <summary>A check as a signature asks for it.</summary>
/// <param name="Name">The check's name.</param>
/// <param name="Arguments">What it is asked in particular.</param>
public sealed record CheckCall(string Name, CheckArguments Arguments);
