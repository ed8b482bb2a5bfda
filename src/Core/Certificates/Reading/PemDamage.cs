namespace Mesh.Core.Certificates.Reading;

/// <summary>Something in a PEM file that no reader of PEM will take.</summary>
/// <param name="Line">The line it begins in, from 1; null where it is about the whole file.</param>
/// <param name="What">What is wrong there.</param>
internal sealed record PemDamage(int? Line, string What);
