namespace Mesh.Tests.Hosts;

/// <summary>The two programs that run the same tasks.</summary>
public enum Host
{
    /// <summary>The compiled Frosting host.</summary>
    Compiled,

    /// <summary><c>dotnet cake</c> with build.cake.</summary>
    Cake,
}
