package io.shardhub.jakarta;

class TyrusDeploymentTest extends DeploymentScenarios {

    @Override
    TestServer start(JakartaOptions options) throws Exception {
        return TestServer.tyrus(gateway, this::decide, options);
    }
}
