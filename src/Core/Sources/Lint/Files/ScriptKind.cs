namespace Mesh.Core.Sources.Lint.Files;

/// <summary>What a file is written in.</summary>
internal enum ScriptKind
{
    /// <summary>A shell script.</summary>
    Shell,

    /// <summary>A pipeline of Jenkins, in Groovy.</summary>
    Jenkinsfile,

    /// <summary>A workflow or an action of GitHub.</summary>
    Workflow,

    /// <summary>A makefile.</summary>
    Makefile,
}
